import { excerpt } from "./untrusted_json.ts";

/** Most characters of one JSON object; the longest events known have some thousands. */
const MAX_OBJECT_CHARS = 16 * 1024 * 1024;
/** Most characters of a line that is not an object: a comment, the name of an event. */
const MAX_LINE_CHARS = 4096;

/** What of a line may stand before an object: a server-sent event's field, or a list's beginning. */
const BEFORE_OBJECT = /^(data:)?[\s,[]*$/;
/** Lines that have no object: those of server-sent events that carry no data, and a list's end. */
const WITHOUT_OBJECT = /^((data:)?[\s,[\]]*|(event|id|retry)?:.*)$/;
const DONE_LINE = /^(data:)?\s*\[DONE\]\s*$/;

/** What {@link JsonPieces.add} gives for the end mark of OpenAI's streams. */
export const DONE = "[DONE]";

/**
 * Puts JSON objects together that come in pieces cut anywhere, even within a character: as JSON
 * lines, as server-sent events, or as a list. An object is complete with its last brace, whatever
 * follows it.
 */
export class JsonPieces {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  /** The object that is not complete, in the pieces it came in. */
  #object: string[] = [];
  #objectChars = 0;
  /** Braces open in it; 0 between objects. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The line between objects, as far as it came. */
  #line = "";

  /**
   * @returns what this piece completed, in order: objects as text, and {@link DONE} for a `[DONE]`
   * @throws {SyntaxError} when it is not UTF-8, has text between objects that does not belong
   *   there, or an object longer than any answer's
   */
  add(bytes: Uint8Array): string[] {
    const text = this.#decode(bytes);
    const complete: string[] = [];
    let objectFrom = 0;
    for (let at = 0; at < text.length; at++) {
      const character = text[at]!;
      if (this.#depth > 0) {
        if (!this.#closes(character)) continue;
        this.#object.push(text.slice(objectFrom, at + 1));
        complete.push(this.#object.join(""));
        this.#object = [];
        this.#objectChars = 0;
      } else if (character === "{" && BEFORE_OBJECT.test(this.#line)) {
        this.#line = "";
        this.#depth = 1;
        objectFrom = at;
      } else if (character === "\n") {
        if (this.#endLine()) complete.push(DONE);
      } else {
        this.#line += character;
        if (this.#line.length > MAX_LINE_CHARS) this.#refuseLine();
      }
    }
    if (this.#depth > 0) this.#keep(text.slice(objectFrom));
    // Not even a line break need follow the mark.
    else if (DONE_LINE.test(this.#line) && this.#endLine()) complete.push(DONE);
    return complete;
  }

  #decode(bytes: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes, { stream: true });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new SyntaxError("the stream is not UTF-8", { cause: error });
    }
  }

  /** Follows an object's text; true at its last brace. */
  #closes(character: string): boolean {
    if (this.#escaped) this.#escaped = false;
    else if (this.#inString) {
      if (character === "\\") this.#escaped = true;
      else if (character === '"') this.#inString = false;
    } else if (character === '"') this.#inString = true;
    else if (character === "{") this.#depth++;
    else if (character === "}") this.#depth--;
    return this.#depth === 0;
  }

  #keep(piece: string): void {
    if (piece === "") return;
    this.#object.push(piece);
    this.#objectChars += piece.length;
    if (this.#objectChars > MAX_OBJECT_CHARS) {
      throw new SyntaxError(`one JSON object has more than ${MAX_OBJECT_CHARS} characters`);
    }
  }

  /** True when the line was the end mark. */
  #endLine(): boolean {
    const done = DONE_LINE.test(this.#line);
    if (!done && !WITHOUT_OBJECT.test(this.#line)) this.#refuseLine();
    this.#line = "";
    return done;
  }

  #refuseLine(): never {
    throw new SyntaxError(
      `the stream has neither JSON nor server-sent events here: ${excerpt(this.#line)}`,
    );
  }
}
