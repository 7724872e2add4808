import assert from "node:assert/strict";
import { readAnswer } from "../../../../jobs/samples/read_answer.ts";
import { decodeResponse } from "../../../../jobs/wire/mod.ts";
import { openaiChat } from "../../../../providers/protocols/openai_chat.ts";
import type { Protocol } from "../../../../providers/protocols/protocol.ts";
import {
  chunk,
  DONE,
  makeRecording,
  READ_EVERY_MS,
  recordingOfParts,
  SENT_MS,
  STREAM_HEAD,
} from "../../../testing/recordings.ts";

/** Reads an answer whose parts came in a read each. */
function read(...parts: string[]) {
  return readAnswer(decodeResponse(recordingOfParts(parts)), openaiChat);
}

/** The same of an API that streams one JSON object a line. */
function readLines(...parts: string[]) {
  const protocol: Protocol = { ...openaiChat, framing: "json-lines" };
  return readAnswer(decodeResponse(recordingOfParts(parts)), protocol);
}

const readAt = (read: number) => SENT_MS + (read + 1) * READ_EVERY_MS;

Deno.test("role-only, empty, usage-only and comment events carry no text", () => {
  const answer = read(
    STREAM_HEAD,
    chunk({ role: "assistant", content: "" }),
    ": keep-alive\n\n",
    chunk({}),
    chunk({ content: "Hello" }),
    chunk({ content: "" }),
    `data: ${JSON.stringify({ choices: [], usage: { completion_tokens: 1 } })}\n\n`,
    chunk({ content: null }, { finish_reason: "stop" }),
    DONE,
  );
  assert.deepEqual(
    answer.pieces.map(({ text, reasoning, arrivalMs }) => [text, reasoning, arrivalMs]),
    [["Hello", false, readAt(4)]],
  );
  assert.equal(answer.firstEventMs, readAt(1));
  assert.equal(answer.usage!.outputTokens, 1);
  assert.equal(answer.finishReason, "stop");
  assert.deepEqual([answer.ended, answer.error, answer.malformed], [true, null, null]);
});

Deno.test("a comment is the first event when it comes first, and still no text", () => {
  const answer = read(STREAM_HEAD, ": processing\n\n", chunk({ content: "a" }), DONE);
  assert.equal(answer.firstEventMs, readAt(1));
  assert.equal(answer.pieces[0]!.arrivalMs, readAt(2));
});

Deno.test("reasoning is kept apart from the answer, also within one event", () => {
  const answer = read(
    STREAM_HEAD,
    chunk({ reasoning_content: "hm" }),
    chunk({ reasoning_content: " so", content: "It" }),
    chunk({ content: " is" }),
    DONE,
  );
  assert.deepEqual(
    answer.pieces.map(({ text, reasoning, event }) => [text, reasoning, event]),
    [["hm", true, 0], [" so", true, 1], ["It", false, 1], [" is", false, 2]],
  );
});

Deno.test("nothing after the end mark, or after an error, is part of the answer", () => {
  const late = chunk({ content: " too late" });
  assert.equal(read(STREAM_HEAD, chunk({ content: "a" }), DONE, late).pieces.length, 1);
  const error = `data: ${JSON.stringify({ error: { message: "the engine died" } })}\n\n`;
  const answer = read(STREAM_HEAD, chunk({ content: "a" }), error, late, DONE);
  assert.equal(answer.error, "the engine died");
  assert.deepEqual([answer.pieces.length, answer.ended], [1, false]);
});

Deno.test("an event that is not JSON ends the reading and keeps what came before", () => {
  const answer = read(STREAM_HEAD, chunk({ content: "a" }), "data: {oops\n\n", DONE);
  assert.match(answer.malformed!, /event data is not JSON: \{oops/);
  assert.deepEqual([answer.pieces.length, answer.ended], [1, false]);
});

Deno.test("a stream that is labelled as something else is still read as a stream", () => {
  const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
  for (const first of ["", ": hello\n\n", "event: message\n", "\n"]) {
    const answer = read(head, first + chunk({ content: "a" }), DONE);
    assert.deepEqual([answer.streamed, answer.pieces.length], [true, 1], JSON.stringify(first));
  }
});

Deno.test("an answer in one piece is read whole, and anything else is malformed", () => {
  const whole = (body: string, type = "application/json") =>
    read(
      `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`,
      body,
    );
  const answer = whole(JSON.stringify({
    choices: [{ message: { content: "Hello" }, finish_reason: "stop" }],
    usage: { prompt_tokens: 5, completion_tokens: 1 },
  }));
  assert.deepEqual([answer.streamed, answer.ended, answer.finishReason], [false, true, "stop"]);
  assert.deepEqual(answer.pieces.map(({ text, arrivalMs }) => [text, arrivalMs]), [
    ["Hello", readAt(1)],
  ]);
  for (const body of ["<html>It works!</html>", "[]", "null", '{"status": "ok"}', "Hello"]) {
    const other = whole(body, "text/html");
    assert.match(other.malformed!, /^the answer is neither an event stream nor/, body);
    assert.equal(other.pieces.length, 0);
  }
});

Deno.test("bytes that are not UTF-8 make an answer malformed, not garbled", () => {
  const head = new TextEncoder().encode(STREAM_HEAD);
  const bad = new Uint8Array([...head, ...new TextEncoder().encode("data: "), 0xc3, 0x28, 10, 10]);
  const answer = readAnswer(decodeResponse(makeRecording(bad)), openaiChat);
  assert.match(answer.malformed!, /UTF-8/);
});

Deno.test("a compressed body is refused by name, for it was declined", () => {
  const answer = read(
    "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n",
    "\x1f\x8b",
  );
  assert.match(answer.malformed!, /gzip-compressed although that was declined/);
});

Deno.test("an error's body is not read for text", () => {
  const answer = read(
    "HTTP/1.1 500 Oops\r\ncontent-type: text/event-stream\r\n\r\n",
    chunk({ content: "a" }),
  );
  assert.equal(answer.pieces.length, 0);
});

Deno.test("an answer of JSON lines is read line by line, each with its time", () => {
  const line = (delta: unknown) => JSON.stringify({ choices: [{ delta }] }) + "\n";
  const head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n\r\n";
  const answer = readLines(head, line({ content: "a" }), "\n", line({ content: " b" }));
  assert.deepEqual(
    answer.pieces.map(({ text, arrivalMs }) => [text, arrivalMs]),
    [["a", readAt(1)], [" b", readAt(3)]],
  );
  assert.deepEqual([answer.streamed, answer.firstEventMs], [true, readAt(1)]);
});

Deno.test("a gateway's event in front of an API that streams lines is an error, not a riddle", () => {
  const answer = readLines(STREAM_HEAD, "event: error\ndata: upstream timed out\n\n");
  assert.deepEqual([answer.error, answer.malformed], ["upstream timed out", null]);
});

Deno.test("JSON that is labelled as an event stream is read as the answer it is", () => {
  const answer = read(STREAM_HEAD, '{"error": {"message": "no such model"}}');
  assert.deepEqual([answer.error, answer.streamed], ["no such model", false]);
});

Deno.test("events before one that is not UTF-8 still count", () => {
  const good = new TextEncoder().encode(
    STREAM_HEAD + chunk({ content: "a" }) + chunk({ content: "b" }) + "data: ",
  );
  const answer = readAnswer(
    decodeResponse(makeRecording(new Uint8Array([...good, 0xff, 10, 10]))),
    openaiChat,
  );
  assert.equal(answer.pieces.length, 2);
  assert.match(answer.malformed!, /UTF-8/);
});

Deno.test("usage that comes in parts is put together, and the last of each count is taken", () => {
  const usage = (counts: Record<string, number>) =>
    `data: ${JSON.stringify({ choices: [], usage: counts })}\n\n`;
  const { usage: merged } = read(
    STREAM_HEAD,
    usage({ prompt_tokens: 551, completion_tokens: 1 }),
    chunk({ content: "a" }),
    usage({ completion_tokens: 9 }),
    usage({ completion_tokens: 9 }),
    DONE,
  );
  assert.deepEqual(merged, {
    inputTokens: 551,
    outputTokens: 9,
    reasoningTokens: null,
    cachedInputTokens: null,
  });
});

Deno.test("a body of line breaks alone carries nothing, and is not malformed", () => {
  const answer = read("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n", "\n\n");
  assert.deepEqual([answer.pieces.length, answer.malformed], [0, null]);
});
