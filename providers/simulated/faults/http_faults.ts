import { Buffer } from "node:buffer";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { type Answer, bodyBytes } from "../answer.ts";
import type { Fault } from "./fault.ts";

/** Compresses the body as a whole and sends the pieces at the times of the events. */
function compressed(coding: string, compress: (bytes: Uint8Array) => Uint8Array): Fault {
  return {
    description: `compresses the body with ${coding}, although nobody asked for it`,
    answer(answer) {
      const bytes = Buffer.from(compress(Buffer.from(bodyBytes(answer), "latin1")));
      const pieceBytes = Math.ceil(bytes.length / answer.body.length);
      const body = answer.body.map((step, index) => ({
        ...step,
        bytes: bytes.toString("latin1", index * pieceBytes, (index + 1) * pieceBytes),
      }));
      return {
        ...answer,
        bodyHeaders: { ...answer.bodyHeaders, "Content-Encoding": coding },
        body,
      };
    },
  };
}

function wrongLength(description: string, claim: (bytes: number) => number): Fault {
  return {
    description,
    answer: (answer) => ({
      ...answer,
      delimiter: "length",
      claimedBytes: claim(bodyBytes(answer).length),
      keepAlive: false,
    }),
  };
}

const PADDING_LINES = 128;
const PADDING = "x".repeat(8 * 1024);

/** 1 MB of header lines. */
function padding(): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: PADDING_LINES }, (_, n) => [`x-padding-${n}`, PADDING]),
  );
}

/** Answers that HTTP allows and few expect, and some that it does not allow. */
export const HTTP_FAULTS: Readonly<Record<string, Fault>> = {
  huge_headers: {
    description: "sends 1 MB of headers",
    answer: (answer) => ({ ...answer, headers: { ...answer.headers, ...padding() } }),
  },
  http_100_continue: {
    description: "sends 100 Continue before the answer, although nobody waits for it",
    script(script) {
      const interim = { atMs: 0, bytes: "HTTP/1.1 100 Continue\r\n\r\n", event: null };
      return { ...script, steps: [interim, ...script.steps] };
    },
  },
  gzip_body: compressed("gzip", gzipSync),
  br_body: compressed("br", brotliCompressSync),
  zstd_body: compressed("zstd", zstdCompressSync),
  content_length_short: wrongLength(
    "says that the body is half as long as it is",
    (bytes) => bytes >> 1,
  ),
  content_length_long: wrongLength(
    "says that the body is longer than it is, then closes the connection",
    (bytes) => bytes + 1000,
  ),
  wrong_content_type: {
    description: "calls the body text/plain",
    answer: (answer) => ({
      ...answer,
      bodyHeaders: { ...answer.bodyHeaders, "Content-Type": "text/plain" },
    }),
  },
  http_1_0: {
    description: "answers in HTTP/1.0: the connection's end is the body's",
    answer: (answer): Answer => ({ ...answer, httpVersion: "1.0", delimiter: "until-close" }),
  },
  trailers: {
    description: "sends header lines after the body",
    streamOnly: true,
    answer: (answer) =>
      answer.delimiter === "chunked"
        ? { ...answer, trailers: { "x-simulated-trailer": "after the body" } }
        : null,
  },
};
