import { strict as assert } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { FailureKind, FailurePhase, Sample } from "../../jobs/samples/mod.ts";
import type { FaultPeer } from "./fault_server.ts";
import { chunk, DONE } from "./recordings.ts";

/** What a fault is to a client; null: it does no harm. */
export type Expected = [kind: FailureKind, phase: FailurePhase, status: number | null] | null;

/** A way to misbehave, byte by byte, and what a client is to make of it. */
export interface WireFault {
  play: (peer: FaultPeer) => Promise<void>;
  expected: Expected;
  /** Where `fetch` sees less: it shows no head before it is whole, and no reset in a body. */
  onFetch?: Expected;
  /** What else must be true of the sample. */
  check?: (sample: Sample, answerText: string) => void;
  /** Longest answer, bytes. Default: 16 MiB. */
  maxBytes?: number;
}

/** The limits the faults are made for, ms: far above what a busy machine takes for a sound answer. */
export const LIMITS = { connectMs: 2000, firstByteMs: 900, stallMs: 900, totalMs: 2500 };
const JUST_UNDER_MS = 450;

const bytesOf = (text: string) => new TextEncoder().encode(text);

const TEXT = chunk({ content: "Hello" }) + chunk({ content: " world" });
const FINISH = chunk({}, { finish_reason: "stop" });
const STREAM = TEXT + FINISH + DONE;
const ROLE = chunk({ role: "assistant", content: "" });
const usage = (output: number) =>
  `data: ${
    JSON.stringify({ choices: [], usage: { prompt_tokens: 550, completion_tokens: output } })
  }\n\n`;

const CHUNKED_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n" +
  "transfer-encoding: chunked\r\n\r\n";
const LAST_CHUNK = "0\r\n\r\n";
const httpChunk = (text: string) => `${bytesOf(text).length.toString(16)}\r\n${text}\r\n`;

/** A whole answer with a right content-length. */
function whole(status: string, body: string | Uint8Array, headers = ""): Uint8Array {
  const bytes = typeof body === "string" ? bytesOf(body) : body;
  const head = `HTTP/1.1 ${status}\r\n${headers}content-length: ${bytes.length}\r\n\r\n`;
  return new Uint8Array([...bytesOf(head), ...bytes]);
}

const SSE = "content-type: text/event-stream\r\n";
const JSON_TYPE = "content-type: application/json\r\n";

/** What the same slot is answered next. */
export const SOUND = whole("200 OK", STREAM, SSE);

type Play = WireFault["play"];

/** Sends these one after the other, each in a write of its own. */
function sends(...parts: (string | Uint8Array)[]): Play {
  return async (peer) => {
    for (const part of parts) {
      await peer.send(part);
      await sleep(5);
    }
  };
}

function then(play: Play, last: (peer: FaultPeer) => void): Play {
  return async (peer) => {
    await play(peer);
    // What was sent is to be read before the end comes.
    await sleep(50);
    last(peer);
  };
}

const ends = (...parts: (string | Uint8Array)[]) => then(sends(...parts), (peer) => peer.end());
const resets = (...parts: (string | Uint8Array)[]) => then(sends(...parts), (peer) => peer.reset());
const streams = (body: string | Uint8Array) => sends(whole("200 OK", body, SSE));

const HARMLESS: Expected = null;
const fine = (play: Play, check?: WireFault["check"]): WireFault => ({
  play,
  expected: HARMLESS,
  ...(check === undefined ? {} : { check }),
});
const inBody = (kind: FailureKind, play: Play, check?: WireFault["check"]): WireFault => ({
  play,
  expected: [kind, "body", 200],
  ...(check === undefined ? {} : { check }),
});
const resetInBody = (play: Play): WireFault => ({
  play,
  expected: ["reset", "body", 200],
  onFetch: ["truncated", "body", 200],
});
const hello = (_: Sample, text: string) => assert.equal(text, "Hello world");
const says = (message: RegExp) => ({ failure }: Sample) => assert.match(failure!.message, message);

function status(code: number, kind: FailureKind, headers = "", check?: WireFault["check"]) {
  const error = '{"error":{"message":"not now"}}';
  return {
    play: sends(whole(`${code} X`, error, JSON_TYPE + headers)),
    expected: [kind, "body", code] as Expected,
    check: (sample: Sample, text: string) => {
      assert.equal(sample.failure!.message, `HTTP ${code}: not now`);
      assert.equal(sample.failure!.bodyExcerpt, error);
      check?.(sample, text);
    },
  };
}

const waits = (seconds: number | null) => ({ failure }: Sample) =>
  assert.equal(failure!.retryAfterS, seconds);

/** One chunk in whose middle, inside `é`, the bytes stop. */
const MID_CHARACTER = bytesOf(CHUNKED_HEAD + httpChunk(TEXT) + "20\r\ndata: é").slice(0, -1);
const NOT_UTF8 = new Uint8Array([...bytesOf(`${TEXT}data: `), 0xc3, 0x28, ...bytesOf("\n\n")]);
const BIG_WORDS = 2_000_000;

/** Every fault of the matrix that lies in the bytes of an answer, under a name for people. */
export const WIRE_FAULTS: Readonly<Record<string, WireFault>> = {
  // Where the connection ends or falls silent.
  "a sound answer": fine(sends(SOUND), hello),
  "silence": { play: sends(), expected: ["timeout_first_byte", "first_byte", null] },
  "closed without an answer": { play: ends(), expected: ["reset", "first_byte", null] },
  "reset without an answer": { play: resets(), expected: ["reset", "first_byte", null] },
  "reset inside the headers": {
    play: resets("HTTP/1.1 200 OK\r\ncontent-ty"),
    expected: ["reset", "headers", null],
    onFetch: ["reset", "first_byte", null],
  },
  "closed inside the headers": {
    play: ends("HTTP/1.1 200 OK\r\ncontent-ty"),
    expected: ["truncated", "headers", null],
    onFetch: ["reset", "first_byte", null],
  },
  "silence inside the headers": {
    play: sends("HTTP/1.1 200 OK\r\ncontent-ty"),
    expected: ["timeout_stall", "headers", null],
    onFetch: ["timeout_first_byte", "first_byte", null],
  },
  "reset after the headers": resetInBody(resets(CHUNKED_HEAD)),
  "reset before the first token": resetInBody(resets(CHUNKED_HEAD, httpChunk(ROLE))),
  "reset in the middle of an event": resetInBody(
    resets(CHUNKED_HEAD + httpChunk(TEXT) + '20\r\ndata: {"choi'),
  ),
  "reset in the middle of a character": resetInBody(resets(MID_CHARACTER)),
  "reset inside a chunk's size line": resetInBody(resets(CHUNKED_HEAD + httpChunk(TEXT) + "2")),
  "closed in the middle of a character": inBody("truncated", ends(MID_CHARACTER), hello),
  "closed inside a chunk's size line": inBody(
    "truncated",
    ends(CHUNKED_HEAD + httpChunk(TEXT) + "2"),
    hello,
  ),
  "a stall before the first token": inBody("timeout_stall", sends(CHUNKED_HEAD, httpChunk(ROLE))),
  "a stall in the middle": inBody("timeout_stall", sends(CHUNKED_HEAD, httpChunk(TEXT)), hello),
  "stalls just under the limit": fine(async (peer) => {
    await sleep(JUST_UNDER_MS);
    await peer.send(CHUNKED_HEAD + httpChunk(TEXT));
    await sleep(JUST_UNDER_MS);
    await peer.send(httpChunk(FINISH + DONE) + LAST_CHUNK);
  }, hello),
  "an endless stream": inBody("timeout_total", async (peer) => {
    await peer.send(CHUNKED_HEAD);
    for (; !peer.gone(); await sleep(20)) await peer.send(httpChunk(TEXT));
  }),
  "an endless stream at full speed": {
    ...inBody("overflow", async (peer) => {
      await peer.send(CHUNKED_HEAD);
      while (!peer.gone()) await peer.send(httpChunk(TEXT.repeat(100)));
    }, (sample) => assert.ok(sample.bytesReceived < 1024 * 1024)),
    maxBytes: 512 * 1024,
  },

  // Statuses.
  "400": status(400, "http_4xx"),
  "401": status(401, "http_4xx"),
  "403": status(403, "http_4xx"),
  "404": status(404, "http_4xx"),
  "408": status(408, "http_4xx"),
  "413": status(413, "http_4xx"),
  "422": status(422, "http_4xx"),
  "429, wait 7 s": status(429, "rate_limited", "retry-after: 7\r\n", waits(7)),
  "429, wait 1250 ms": status(429, "rate_limited", "retry-after-ms: 1250\r\n", waits(1.25)),
  "429, wait until a date": status(
    429,
    "rate_limited",
    "retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n",
    waits(0),
  ),
  "429, absurd wait": status(429, "rate_limited", "retry-after: 99999999\r\n", waits(null)),
  "429, garbled wait": status(429, "rate_limited", "retry-after: soon\r\n", waits(null)),
  "429, no wait given": status(429, "rate_limited", "", waits(null)),
  "500": status(500, "http_5xx"),
  "502": status(502, "http_5xx"),
  "503, wait 3 s": status(503, "http_5xx", "retry-after: 3\r\n", waits(3)),
  "529": status(529, "http_5xx"),
  "502 as a page": {
    play: sends(whole("502 X", "<html><title>502 Bad Gateway</title></html>")),
    expected: ["http_5xx", "body", 502],
    check: says(/^HTTP 502: 502 Bad Gateway$/),
  },
  "a redirect on the same host": {
    play: sends(whole("307 X", "", "location: /elsewhere\r\n")),
    expected: ["malformed", "body", 307],
    check: says(/redirects are not followed \(to \/elsewhere\)$/),
  },
  "an informational answer first": fine(
    sends("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n", SOUND),
    hello,
  ),

  // What a 200 holds.
  "a page in a 200": inBody("malformed", sends(whole("200 OK", "<html>Log in</html>"))),
  "a JSON error in a 200": inBody(
    "stream_error",
    sends(whole("200 OK", '{"error":{"message":"busy"}}', JSON_TYPE)),
    says(/busy$/),
  ),
  "a JSON error labelled as a stream": inBody(
    "stream_error",
    streams('{"error":{"message":"busy"}}'),
    says(/busy$/),
  ),
  "an error event": inBody(
    "stream_error",
    streams(`${TEXT}data: {"error":{"message":"the engine died"}}\n\n`),
    says(/the engine died$/),
  ),
  "an event named error": inBody(
    "stream_error",
    streams(`${TEXT}event: error\ndata: upstream gone\n\n`),
    says(/upstream gone$/),
  ),
  "no end mark, and no finish reason": inBody("truncated", streams(TEXT)),
  "no end mark after the finish reason": fine(streams(TEXT + FINISH), hello),
  "the end mark twice, and events after it": fine(streams(STREAM + DONE + TEXT + DONE), hello),
  "an empty body": inBody("empty", sends(whole("200 OK", "", SSE))),
  "an empty chunked body": inBody("empty", sends(CHUNKED_HEAD + LAST_CHUNK)),
  "204": {
    play: sends("HTTP/1.1 204 No Content\r\n\r\n"),
    expected: ["empty", "body", 204],
  },
  "role only": inBody("empty", streams(ROLE + FINISH + DONE)),
  "usage only": inBody("empty", streams(usage(2) + DONE)),
  "comments only": inBody("empty", streams(": ping\n\n: ping\n\n")),
  "line breaks only": inBody("empty", streams("\n\n\n\n")),
  "empty choices": inBody("empty", streams(`data: {"choices":[]}\n\n${DONE}`)),
  "null content": inBody("empty", streams(chunk({ content: null }) + FINISH + DONE)),
  "invalid JSON in one event": inBody("malformed", streams(`${TEXT}data: {"choi\n\n${DONE}`)),
  "invalid UTF-8": inBody("malformed", streams(NOT_UTF8), hello),
  "a byte order mark": fine(streams(`\ufeff${STREAM}`), hello),
  "CR": fine(streams(STREAM.replaceAll("\n", "\r")), hello),
  "CRLF": fine(streams(STREAM.replaceAll("\n", "\r\n")), hello),
  "an event split in every place": fine(async (peer) => {
    for (const byte of bytesOf(CHUNKED_HEAD + httpChunk(STREAM) + LAST_CHUNK)) {
      await peer.send(Uint8Array.of(byte));
    }
  }, hello),
  "one event of 10 MB": fine(
    streams(chunk({ content: "word ".repeat(BIG_WORDS) }) + FINISH + DONE),
    (sample, text) => assert.deepEqual([text.length, sample.arrivalsMs.length], [5 * BIG_WORDS, 1]),
  ),
  "a whole answer to a streaming request": fine(
    sends(
      whole("200 OK", '{"choices":[{"message":{"content":"Hello world"}}]}', JSON_TYPE),
    ),
    (sample, text) => {
      hello(sample, text);
      assert.deepEqual([sample.firstContentMs, sample.arrivalsMs.length], [null, 0]);
      assert.notEqual(sample.lastContentMs, null);
    },
  ),
  "usage that disagrees with the text": fine(
    streams(TEXT + FINISH + usage(9000) + DONE),
    ({ tokens }) => assert.deepEqual([tokens.usageOutput, tokens.ownOutput], [9000, 2]),
  ),
  "usage given twice": fine(
    streams(usage(1) + TEXT + usage(2) + usage(2) + FINISH + DONE),
    ({ tokens }) => assert.deepEqual([tokens.usageInput, tokens.usageOutput], [550, 2]),
  ),

  // How it is framed and labelled.
  "a wrong content type": fine(sends(whole("200 OK", STREAM, JSON_TYPE)), hello),
  "no content type": fine(sends(whole("200 OK", STREAM)), hello),
  "a content-length too short": inBody(
    "truncated",
    sends(`HTTP/1.1 200 OK\r\n${SSE}content-length: ${TEXT.length}\r\n\r\n${STREAM}`),
    hello,
  ),
  "a content-length too long, then closed": inBody(
    "truncated",
    ends(`HTTP/1.1 200 OK\r\n${SSE}content-length: 9999\r\n\r\n${TEXT}`),
    hello,
  ),
  // The end mark has come: nothing of the answer is missing.
  "a content-length too long after the end mark": fine(
    ends(`HTTP/1.1 200 OK\r\n${SSE}content-length: 9999\r\n\r\n${STREAM}`),
    hello,
  ),
  "HTTP/1.0, ended by the connection": fine(ends(`HTTP/1.0 200 OK\r\n${SSE}\r\n${STREAM}`), hello),
  "trailers": fine(
    sends(CHUNKED_HEAD + httpChunk(STREAM) + "0\r\nx-checksum: 1\r\n\r\n"),
    hello,
  ),
  "headers of 1 MB": {
    play: sends(`HTTP/1.1 200 OK\r\n${`x-pad: ${"y".repeat(1000)}\r\n`.repeat(1000)}\r\n`),
    expected: ["overflow", "headers", null],
  },
  "bytes that are not HTTP": {
    play: ends("\x00\xffnot HTTP\r\n\r\n"),
    expected: ["malformed", "headers", null],
  },
  "another HTTP": {
    play: sends("HTTP/2 200\r\n\r\n"),
    expected: ["malformed", "headers", null],
  },
  ...Object.fromEntries(
    Object.entries({ gzip: gzipSync, br: brotliCompressSync, zstd: zstdCompressSync }).map(
      ([encoding, compress]) => [
        `a ${encoding} body`,
        inBody(
          "malformed",
          sends(whole("200 OK", compress(STREAM), `${SSE}content-encoding: ${encoding}\r\n`)),
          says(new RegExp(`${encoding}-compressed although that was declined`)),
        ),
      ],
    ),
  ),
};
