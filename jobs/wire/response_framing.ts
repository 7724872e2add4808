import { parseChunkSize, parseContentLength } from "./declared_length.ts";
import {
  checkStatusLineBegins,
  hasToken,
  parseResponseHead,
  type ResponseHead,
} from "./response_head.ts";
import { WireFailure } from "./wire_failure.ts";

const CR = 13;
const LF = 10;
const MAX_HEAD_BYTES = 64 * 1024;
const MAX_CHUNK_LINE_BYTES = 4 * 1024;
const MAX_TRAILER_BYTES = 16 * 1024;

type BodyMode = "chunked" | "length" | "close" | "none";

/**
 * Finds the end of one HTTP/1.1 response in a buffer that grows (RFC 9112, sections 6 and 7).
 *
 * `advance` is called after every network read and looks only at what is new: it touches a chunk's
 * size line and its trailing line break, never the data, so its cost does not depend on how much
 * text arrived. The same code, fed whole, cuts the body out once the run is over (`onData`), so
 * that the two can never disagree.
 */
export class ResponseFraming {
  head: ResponseHead | null = null;
  /** One past the final head's last byte; 0 until it is complete. */
  headEnd = 0;
  /** True once the response's last byte has been seen. */
  complete = false;
  /** One past the response's last byte once complete. */
  end = 0;

  #scanned = 0;
  #headStart = 0;
  #mode: BodyMode = "none";
  /** Where the part being looked for begins: chunk-size line, chunk data, or trailer line. */
  #cursor = 0;
  /** Bytes of data in the current chunk, or in the body; -1 while the size line is awaited. */
  #expected = -1;
  /** One past the last byte of data handed to `onData`. */
  #emitted = 0;
  #inTrailer = false;
  #trailerStart = 0;

  /** @param onData called with each span [from, to) of body data, in order */
  constructor(private readonly onData: ((from: number, to: number) => void) | null = null) {}

  /** Ready for the next response on the same buffer. */
  reset(): void {
    this.head = null;
    this.headEnd = 0;
    this.complete = false;
    this.end = 0;
    this.#scanned = 0;
    this.#headStart = 0;
    this.#mode = "none";
    this.#cursor = 0;
    this.#expected = -1;
    this.#emitted = 0;
    this.#inTrailer = false;
    this.#trailerStart = 0;
  }

  /**
   * Takes note of everything in `bytes[0, used)`.
   * @throws {WireFailure} kind `malformed` or `overflow` when this cannot become a response
   */
  advance(bytes: Uint8Array, used: number): void {
    while (this.head === null) {
      if (!this.#advanceHead(bytes, used)) return;
    }
    if (this.complete) return;
    if (this.#mode === "chunked") this.#advanceChunks(bytes, used);
    else if (this.#mode === "length") this.#advanceLength(used);
    else this.#emit(this.#cursor, used);
  }

  /**
   * Takes note that the peer closed the connection after `used` bytes.
   * @throws {WireFailure} kind `truncated` when the response was not complete
   */
  close(used: number): void {
    if (this.complete) return;
    if (this.head === null) {
      throw new WireFailure("truncated", "headers", "the connection closed inside the headers");
    }
    if (this.#mode !== "close") {
      throw new WireFailure("truncated", "body", "the connection closed before the answer's end");
    }
    this.#finish(used);
  }

  /** True when another request may follow on the same connection. */
  get reusable(): boolean {
    if (!this.complete || this.head === null || this.#mode === "close") return false;
    const connection = this.head.headers.get("connection");
    return this.head.minorVersion === 1
      ? !hasToken(connection, "close")
      : hasToken(connection, "keep-alive");
  }

  #emit(start: number, to: number): void {
    if (this.onData === null) return;
    const from = Math.max(start, this.#emitted);
    if (to <= from) return;
    this.onData(from, to);
    this.#emitted = to;
  }

  #finish(end: number): void {
    this.complete = true;
    this.end = end;
  }

  /** True when a head was completed: the final one, or an informational one that was passed over. */
  #advanceHead(bytes: Uint8Array, used: number): boolean {
    checkStatusLineBegins(bytes.subarray(this.#headStart, used));
    let at = this.#scanned;
    for (; at < used; at++) {
      if (bytes[at] !== LF) continue;
      const next = bytes[at + 1];
      const lineBreak = next === LF ? 2 : next === CR && bytes[at + 2] === LF ? 3 : 0;
      if (lineBreak === 0) continue;
      if (at + lineBreak > used) break;
      const headEnd = at + lineBreak;
      this.#useHead(parseResponseHead(bytes.subarray(this.#headStart, headEnd)), headEnd);
      return true;
    }
    // The blank line may be split: look again at the last three bytes.
    this.#scanned = Math.max(this.#headStart, used - 3);
    if (used - this.#headStart > MAX_HEAD_BYTES) {
      throw new WireFailure(
        "overflow",
        "headers",
        `the answer's headers exceed ${MAX_HEAD_BYTES} bytes`,
      );
    }
    return false;
  }

  #useHead(head: ResponseHead, headEnd: number): void {
    this.#headStart = headEnd;
    this.#scanned = headEnd;
    if (head.statusCode < 200) {
      if (head.statusCode === 101) {
        throw new WireFailure(
          "malformed",
          "headers",
          "the answer switches protocols unasked (101)",
        );
      }
      return;
    }
    this.head = head;
    this.headEnd = headEnd;
    this.#cursor = headEnd;
    const encoding = head.headers.get("transfer-encoding");
    if (head.statusCode === 204 || head.statusCode === 304) {
      this.#mode = "none";
      this.#finish(headEnd);
    } else if (encoding !== undefined) {
      if (encoding.trim().toLowerCase() !== "chunked") {
        throw new WireFailure(
          "malformed",
          "headers",
          `the answer's transfer-encoding is not "chunked": ${
            JSON.stringify(encoding.slice(0, 60))
          }`,
        );
      }
      this.#mode = "chunked";
    } else if (head.headers.has("content-length")) {
      this.#mode = "length";
      this.#expected = parseContentLength(head.headers.get("content-length")!);
      if (this.#expected === 0) this.#finish(headEnd);
    } else {
      this.#mode = "close";
    }
  }

  #advanceLength(used: number): void {
    const end = this.headEnd + this.#expected;
    this.#emit(this.#cursor, Math.min(used, end));
    if (used >= end) this.#finish(end);
  }

  #advanceChunks(bytes: Uint8Array, used: number): void {
    while (!this.complete) {
      if (this.#expected >= 0) {
        const dataEnd = this.#cursor + this.#expected;
        // Before the chunk is whole: what a cut answer delivered is wanted too.
        this.#emit(this.#cursor, Math.min(used, dataEnd));
        const next = afterLineBreak(bytes, dataEnd, used);
        if (next === null) return;
        if (next === -1) {
          throw new WireFailure("malformed", "body", "a chunk is longer than its size line says");
        }
        this.#cursor = next;
        this.#expected = -1;
        this.#scanned = next;
        continue;
      }
      const limit = this.#inTrailer ? MAX_TRAILER_BYTES : MAX_CHUNK_LINE_BYTES;
      const lineFeed = this.#findLineFeed(bytes, used);
      if (lineFeed === -1) {
        const start = this.#inTrailer ? this.#trailerStart : this.#cursor;
        if (used - start > limit) {
          throw new WireFailure(
            "overflow",
            "body",
            `a chunk's size line or trailer is over ${limit} bytes`,
          );
        }
        return;
      }
      const lineEnd = lineFeed > this.#cursor && bytes[lineFeed - 1] === CR
        ? lineFeed - 1
        : lineFeed;
      if (this.#inTrailer) {
        const blank = lineEnd === this.#cursor;
        this.#cursor = lineFeed + 1;
        if (blank) this.#finish(lineFeed + 1);
        else if (this.#cursor - this.#trailerStart > limit) {
          throw new WireFailure(
            "overflow",
            "body",
            `the answer's trailers are over ${limit} bytes`,
          );
        }
      } else {
        const size = parseChunkSize(bytes, this.#cursor, lineEnd);
        this.#cursor = lineFeed + 1;
        if (size === 0) {
          this.#inTrailer = true;
          this.#trailerStart = this.#cursor;
        } else {
          this.#expected = size;
        }
      }
      this.#scanned = this.#cursor;
    }
  }

  #findLineFeed(bytes: Uint8Array, used: number): number {
    for (let at = Math.max(this.#scanned, this.#cursor); at < used; at++) {
      if (bytes[at] === LF) return at;
    }
    this.#scanned = used;
    return -1;
  }
}

/** Offset after the line break at `at`; null when it has not arrived; -1 when something else stands there. */
function afterLineBreak(bytes: Uint8Array, at: number, used: number): number | null {
  if (at >= used) return null;
  if (bytes[at] === LF) return at + 1;
  if (bytes[at] !== CR) return -1;
  if (at + 1 >= used) return null;
  return bytes[at + 1] === LF ? at + 2 : -1;
}
