import type { Credential } from "../../providers/protocols/protocol.ts";
import { formsOf, type Spelled, stretchesOf } from "./secret_spellings.ts";
import { scatteredSpans, type Span } from "./text_pieces.ts";

/** What stands where a secret stood. */
export const REDACTED = "[redacted]";

/** Shapes of keys and tokens that do not belong in a record, whoever they belong to. */
const KEY_SHAPES = [
  // OpenAI, Anthropic, OpenRouter, Groq, Perplexity, Fireworks, xAI, Hugging Face, Replicate,
  // Cerebras, NVIDIA, Together, Cloudflare.
  /\b(?:sk|pk|rk|gsk|pplx|fw|xai|hf|r8|csk|nvapi|tgp|cfut|cfat|cfk)[-_][A-Za-z0-9_-]{12,}/g,
  /\bBearer\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  // At least a digit or a sign: "Basic authentication" is no secret.
  /\bBasic\s+(?=[A-Za-z]*[0-9+/=])[A-Za-z0-9+/]{8,}={0,2}/gi,
  // AWS: access key ids, keys of Bedrock, and signatures, which are good for minutes.
  /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g,
  /\bABSK[A-Za-z0-9+/=]{20,}/g,
  /\bbedrock-api-key-[A-Za-z0-9+/=_-]{20,}/g,
  /\bSignature=[0-9a-f]{64}\b/gi,
  // Google: API keys and access tokens.
  /\bAIza[A-Za-z0-9_-]{20,}/g,
  /\bya29\.[A-Za-z0-9._-]{16,}/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/** Shortest beginning of a secret that is hidden wherever it stands. */
const MIN_BEGINNING = 8;
/** Shortest beginning of a secret that is hidden at a text's end, where a cut is likely. */
const MIN_BEGINNING_AT_END = 4;
/** Shortest part of a secret, from anywhere within it, that is hidden wherever it stands. */
const MIN_STRETCH = 12;
/** Shortest word of a header's value that is taken for a secret. */
const MIN_HEADER_SECRET = 8;
/** Headers that say nothing secret; hiding their words would only blur messages. */
const HARMLESS_HEADERS = new Set(["accept", "content-type", "user-agent"]);

/**
 * What must never leave a run: what it is authorised with, and whatever was given in headers, since
 * servers quote requests in their errors.
 */
export function secretsOf(credential: Credential, headers: Record<string, string>): string[] {
  const words = Object.entries(headers).flatMap(([name, value]) =>
    HARMLESS_HEADERS.has(name.toLowerCase()) ? [] : value.split(/\{index\}|[\s,;]+/)
  );
  return [
    ...secretsOfCredential(credential),
    ...words.filter((word) => word.length >= MIN_HEADER_SECRET),
  ];
}

function secretsOfCredential(credential: Credential): string[] {
  switch (credential.kind) {
    case "none":
      return [];
    case "key":
      return [credential.key];
    case "bearer":
      return [credential.token];
    case "aws": {
      const { accessKeyId, secretAccessKey, sessionToken } = credential;
      return [accessKeyId, secretAccessKey, ...sessionToken === null ? [] : [sessionToken]];
    }
  }
}

/**
 * A function that takes the given secrets, and anything shaped like a key, out of a text: whole,
 * from their beginning to wherever the text, or a part it quotes, was cut, or a long part of them; as
 * they are, in base64, or escaped as JSON, URLs and HTML escape; broken into lines; and said in
 * pieces, an event at a time.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret !== "").flatMap(formsOf);
  const begins = new Set(known.flatMap(([first]) => [...first!.keys()]));
  const stretches = new Set(secrets.flatMap((secret) => stretchesOf(secret, MIN_STRETCH)));
  const find = (text: string) => [
    ...secretsIn(text, known, begins),
    ...stretchesIn(text, stretches),
  ];
  // A shape may reach farther than the secret itself, so those that are known go first.
  return (text) => hide(hide(text, find), shapesIn);
}

/** The text without what is found in it, or in its pieces put together; spans that overlap are one. */
function hide(text: string, find: (text: string) => Span[]): string {
  const spans = [...find(text), ...scatteredSpans(text, find)].sort((a, b) => a.from - b.from);
  let clean = "";
  let hiddenTo = 0;
  for (const { from, to } of spans) {
    if (to <= hiddenTo) continue;
    if (from >= hiddenTo) clean += text.slice(hiddenTo, from) + REDACTED;
    hiddenTo = to;
  }
  return clean + text.slice(hiddenTo);
}

function stretchesIn(text: string, stretches: ReadonlySet<string>): Span[] {
  const found: Span[] = [];
  for (let from = 0; stretches.size > 0 && from + MIN_STRETCH <= text.length; from++) {
    const to = from + MIN_STRETCH;
    if (!stretches.has(text.slice(from, to))) continue;
    const last = found.at(-1);
    if (last !== undefined && from < last.to) last.to = to;
    else found.push({ from, to });
  }
  return found;
}

function shapesIn(text: string): Span[] {
  return KEY_SHAPES.flatMap((shape) =>
    Array.from(
      text.matchAll(shape),
      ({ 0: key, index }) => ({ from: index, to: index + key.length }),
    )
  );
}

/**
 * All are looked for in the text as it came: one whose beginning is another's as well, as tokens of
 * one issuer are, would else be cut to pieces that nobody knows any more.
 *
 * @param begins the characters with which any of them begins
 */
function secretsIn(
  text: string,
  secrets: readonly (readonly Spelled[])[],
  begins: ReadonlySet<string>,
): Span[] {
  const found: Span[] = [];
  for (let from = 0; from < text.length; from++) {
    if (!begins.has(text[from]!)) continue;
    const to = Math.max(from, ...secrets.map((secret) => endOfSecret(text, from, secret)));
    const last = found.at(-1);
    // One that begins within another only makes what is hidden longer.
    if (last !== undefined && from < last.to) last.to = Math.max(last.to, to);
    else if (to > from) found.push({ from, to });
  }
  return found;
}

/** Where a secret, or enough of its beginning, that stands at `start` ends; `start` if none does. */
function endOfSecret(text: string, start: number, secret: readonly Spelled[]): number {
  if (!secret[0]!.has(text[start]!)) return start;
  // Several, for `%25` may be one character escaped or three as they are.
  let ends = new Set([start]);
  let matched = 0;
  for (const spelled of secret) {
    const next = new Set<number>();
    for (const at of ends) {
      addEnds(next, text, at, spelled);
      if (matched > 0 && next.size === 0) addEnds(next, text, afterBreak(text, at), spelled);
    }
    if (next.size === 0) break;
    ends = next;
    matched++;
  }
  const end = Math.max(...ends);
  const enough = end === text.length ? MIN_BEGINNING_AT_END : MIN_BEGINNING;
  return matched >= Math.min(enough, secret.length) ? end : start;
}

function addEnds(ends: Set<number>, text: string, at: number, spelled: Spelled): void {
  for (const spelling of spelled.get(text[at]!) ?? []) {
    if (text.startsWith(spelling, at)) ends.add(at + spelling.length);
  }
}

/** A line break with what may stand around it, as it is or escaped. */
const BREAK = /[ \t]*(?:\r?\n|\\r\\n|\\n|%0D%0A|%0A)[ \t]*/iy;

/** Where a text that is broken at `at` goes on; `at` when it is not broken there. */
function afterBreak(text: string, at: number): number {
  BREAK.lastIndex = at;
  return BREAK.test(text) ? BREAK.lastIndex : at;
}
