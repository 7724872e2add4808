import ranks from "gpt-tokenizer/bpeRanks/o200k_base";
import { countTokens, encode } from "gpt-tokenizer/encoding/o200k_base";
import { O200K_TOKEN_SPLIT_REGEX } from "gpt-tokenizer/encodingParams/constants";

/** Turns text into tokens and back. Pure; never throws on any text. */
export interface Tokenizer {
  /** Name of the vocabulary, as it stands in run records. */
  id: "o200k_base";
  /** Number of tokens of the text. */
  count(text: string): number;
  encode(text: string): number[];
  /**
   * The text of tokens; lone surrogates come back as U+FFFD.
   * @throws {RangeError} when a number is not a token of the vocabulary
   */
  decode(tokens: readonly number[]): string;
  /**
   * Where each token ends in the text, as UTF-16 offsets, ascending; the last is the text's length.
   * A token that ends inside a character counts as ending where that character ends.
   */
  tokenEnds(text: string): Uint32Array;
}

/**
 * The vocabulary of GPT-4o and later, and of gpt-oss, on the gpt-tokenizer library.
 *
 * `<|endoftext|>` and its like are read as plain text: a provider that streams them streams
 * characters. Runs of over 256 characters without a word boundary are cut, see {@link MAX_PIECE}.
 */
export const tokenizer: Tokenizer = {
  id: "o200k_base",
  count,
  encode: encodeText,
  decode,
  tokenEnds,
};

/**
 * Longest piece handed to the merge step, whose cost grows with the square of the length: 100,000
 * equal letters would take a minute. A longer piece is cut, which may count a token more a cut.
 * UTF-16 units.
 */
const MAX_PIECE = 256;

/** Text without a run as long as this has no piece over {@link MAX_PIECE}. */
const LONG_RUN = new RegExp(`[^\\s]{${MAX_PIECE / 2}}|\\s{${MAX_PIECE / 2}}`);

const AS_PLAIN_TEXT = { disallowedSpecial: new Set<string>() };
const utf8 = new TextEncoder();

function count(text: string): number {
  if (!LONG_RUN.test(text)) return countTokens(text, AS_PLAIN_TEXT);
  return pieces(text).reduce((sum, piece) => sum + countTokens(piece, AS_PLAIN_TEXT), 0);
}

function encodeText(text: string): number[] {
  if (!LONG_RUN.test(text)) return encode(text, AS_PLAIN_TEXT);
  return pieces(text).flatMap((piece) => encode(piece, AS_PLAIN_TEXT));
}

/** The pieces that the vocabulary's own rule splits text into, none longer than the limit. */
function pieces(text: string): string[] {
  const all: string[] = [];
  for (const [piece] of text.matchAll(O200K_TOKEN_SPLIT_REGEX)) {
    let start = 0;
    while (piece.length - start > MAX_PIECE) {
      let end = start + MAX_PIECE;
      // Never cut between the halves of a surrogate pair.
      if (isHighSurrogate(piece.charCodeAt(end - 1))) end -= 1;
      all.push(piece.slice(start, end));
      start = end;
    }
    all.push(start === 0 ? piece : piece.slice(start));
  }
  return all;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

/** Not the library's decode: that one keeps the bytes of a cut character for its next caller. */
function decode(tokens: readonly number[]): string {
  const parts = tokens.map(bytesOf);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function bytesOf(token: number): Uint8Array {
  const entry = ranks[token];
  if (entry === undefined) throw new RangeError(`${token} is not a token of o200k_base`);
  return typeof entry === "string" ? utf8.encode(entry) : Uint8Array.from(entry);
}

function tokenEnds(text: string): Uint32Array {
  const tokens = encodeText(text);
  const ends = new Uint32Array(tokens.length);
  let units = 0;
  // Bytes by which the characters up to `units` reach past the tokens read so far.
  let ahead = 0;
  tokens.forEach((token, index) => {
    const entry = ranks[token]!;
    if (typeof entry === "string") units += entry.length;
    else {
      ahead -= entry.length;
      while (ahead < 0) {
        const codePoint = text.codePointAt(units)!;
        ahead += utf8Length(codePoint);
        units += codePoint > 0xffff ? 2 : 1;
      }
    }
    ends[index] = units;
  });
  return ends;
}

/** A lone surrogate is sent as U+FFFD, three bytes like the rest of its range. */
function utf8Length(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x1_0000 ? 3 : 4;
}
