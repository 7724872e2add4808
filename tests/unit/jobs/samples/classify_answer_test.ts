import assert from "node:assert/strict";
import { classifyAnswer } from "../../../../jobs/samples/classify_answer.ts";
import type { Failure, FailureKind, FailurePhase } from "../../../../jobs/samples/mod.ts";
import { readAnswer } from "../../../../jobs/samples/read_answer.ts";
import { createRedactor } from "../../../../jobs/samples/redact.ts";
import { decodeResponse, type Recording } from "../../../../jobs/wire/mod.ts";
import { openaiChat } from "../../../../providers/protocols/openai_chat.ts";
import {
  chunk,
  DONE,
  makeContext,
  makeRecording,
  STREAM_HEAD,
} from "../../../testing/recordings.ts";

const KEY = "sk-0123456789abcdef";

function classify(answer: string, failure: Recording["failure"] = null): Failure | null {
  const recording = makeRecording(answer, { failure });
  const response = decodeResponse(recording);
  const context = makeContext({ redact: createRedactor([KEY]) });
  return classifyAnswer(recording, response, readAnswer(response, openaiChat), context);
}

function wire(kind: FailureKind, phase: FailurePhase): Recording["failure"] {
  return { kind, phase, message: `met ${kind}` };
}

const TEXT = chunk({ content: "Hello" });
const FINISH = chunk({}, { finish_reason: "stop" });
const error = (status: number, body: string, headers = "") =>
  `HTTP/1.1 ${status} X\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;

Deno.test("what came decides the kind of failure", () => {
  const cases: [string, Recording["failure"], FailureKind | null][] = [
    [STREAM_HEAD + TEXT + FINISH + DONE, null, null],
    [STREAM_HEAD + TEXT + FINISH, null, null],
    [STREAM_HEAD + TEXT + DONE, null, null],
    // The end mark has come, so nothing of the answer is missing.
    [STREAM_HEAD + TEXT + DONE, wire("reset", "body"), null],
    [STREAM_HEAD + TEXT + FINISH, wire("reset", "body"), "reset"],
    [STREAM_HEAD + TEXT, null, "truncated"],
    [STREAM_HEAD + TEXT, wire("timeout_stall", "body"), "timeout_stall"],
    [STREAM_HEAD + DONE, null, "empty"],
    [STREAM_HEAD + FINISH + DONE, null, "empty"],
    [STREAM_HEAD, null, "empty"],
    [STREAM_HEAD + TEXT + "data: nonsense\n\n", null, "malformed"],
    [STREAM_HEAD + TEXT + 'data: {"error": "died"}\n\n' + DONE, null, "stream_error"],
    ["", wire("connect", "connect"), "connect"],
    ["", wire("timeout_first_byte", "first_byte"), "timeout_first_byte"],
    ["HTTP/1.1 200 OK\r\nx", wire("truncated", "headers"), "truncated"],
    [error(400, ""), null, "http_4xx"],
    [error(429, ""), null, "rate_limited"],
    [error(500, ""), null, "http_5xx"],
    [error(529, ""), null, "http_5xx"],
    [error(302, ""), null, "malformed"],
    ...[401, 403, 404, 408, 413, 422].map((status) =>
      [error(status, ""), null, "http_4xx"] as [string, null, FailureKind]
    ),
    [error(502, "<html></html>"), null, "http_5xx"],
    // The status says more than how the connection ended.
    [error(503, "").replace("content-length: 0", ""), wire("reset", "body"), "http_5xx"],
    ["HTTP/1.1 204 No Content\r\n\r\n", null, "empty"],
  ];
  for (const [answer, failure, kind] of cases) {
    assert.equal(classify(answer, failure)?.kind ?? null, kind, JSON.stringify(answer));
  }
});

Deno.test("a failure keeps phase, status, Retry-After and what the provider said", () => {
  const body = JSON.stringify({ error: { message: "slow\ndown,\u001b[2J please" } });
  assert.deepEqual(classify(error(429, body, "retry-after: 12\r\n")), {
    kind: "rate_limited",
    phase: "body",
    httpStatus: 429,
    retryAfterS: 12,
    // One line, and nothing in it that a terminal would obey.
    message: "HTTP 429: slow down, [2J please",
    bodyExcerpt: body,
  });
  assert.deepEqual(classify("", wire("tls", "connect")), {
    kind: "tls",
    phase: "connect",
    httpStatus: null,
    retryAfterS: null,
    message: "met tls",
    bodyExcerpt: null,
  });
});

Deno.test("an error's message is the provider's own, where it has one", () => {
  assert.equal(classify(error(404, '{"detail": "no such"}'))!.message, "HTTP 404: no such");
  assert.equal(classify(error(404, "{}"))!.message, "HTTP 404");
});

Deno.test("a compressed error is not quoted, for nobody could read it", () => {
  const failure = classify(error(503, "\x1f\x8b\b\0", "content-encoding: gzip\r\n"))!;
  assert.equal(failure.message, "HTTP 503");
  assert.equal(failure.bodyExcerpt, "(4 compressed bytes)");
});

Deno.test("an answer without text says what it ended with, if it did", () => {
  const messageOf = (answer: string) => classify(answer)!.message;
  assert.equal(messageOf(STREAM_HEAD), "the answer has no body");
  assert.equal(messageOf(STREAM_HEAD + DONE), "the answer carried no text");
  const filtered = chunk({}, { finish_reason: "content_filter" });
  assert.match(messageOf(STREAM_HEAD + filtered + DONE), /, and ended with "content_filter"$/);
});

Deno.test("a redirect is not followed, and says where to", () => {
  const { kind, message } = classify(error(307, "", "location: https://other.test/\r\n"))!;
  assert.equal(kind, "malformed");
  assert.equal(message, "HTTP 307: redirects are not followed (to https://other.test/)");
});

Deno.test("texts of a failure are bounded, storable and free of secrets", () => {
  const message = `\0\ud800 ${KEY} ${"long ".repeat(500)}`;
  const failure = classify(error(500, JSON.stringify({ error: { message } })))!;
  assert.ok(failure.message.length <= 300);
  assert.ok(failure.bodyExcerpt!.length <= 500);
  for (const text of [failure.message, failure.bodyExcerpt!]) {
    assert.ok(text.isWellFormed() && !text.includes("\0"));
    assert.ok(!text.includes(KEY.slice(0, 8)));
    assert.ok(text.includes("[redacted]"));
  }
});
