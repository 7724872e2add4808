import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { buildSample, type BuiltSample } from "../../../../jobs/samples/build_sample.ts";
import { FAILURE_KINDS, sampleToJson } from "../../../../jobs/samples/mod.ts";
import type { Recording } from "../../../../jobs/wire/mod.ts";
import {
  chunk,
  DONE,
  makeContext,
  makeRecording,
  READ_EVERY_MS,
  recordingOfParts,
  SENT_MS,
  STREAM_HEAD,
} from "../../../testing/recordings.ts";

const sum = (counts: Uint32Array) => counts.reduce((a, b) => a + b, 0);

Deno.test("a streamed answer becomes a sample with a time and a token count for every event", () => {
  const { sample, answerText } = buildSample(
    recordingOfParts([
      STREAM_HEAD,
      chunk({ role: "assistant", content: "" }),
      chunk({ reasoning_content: "Let me think" }),
      chunk({ content: "Hello" }),
      chunk({ content: " world and all" }),
      chunk({}, { finish_reason: "stop" }) +
      `data: ${
        JSON.stringify({
          choices: [],
          usage: {
            prompt_tokens: 551,
            completion_tokens: 9,
            completion_tokens_details: { reasoning_tokens: 3 },
            prompt_tokens_details: { cached_tokens: 0 },
          },
        })
      }\n\n` + DONE,
    ]),
    makeContext(),
  );
  const at = (read: number) => SENT_MS + (read + 1) * READ_EVERY_MS;
  assert.equal(answerText, "Hello world and all");
  assert.deepEqual(Array.from(sample.arrivalsMs), [at(2), at(3), at(4)]);
  assert.deepEqual(Array.from(sample.tokensPerEvent), [3, 1, 3]);
  assert.deepEqual(
    [sample.firstByteMs, sample.firstEventMs, sample.firstReasoningMs, sample.firstContentMs],
    [at(0), at(1), at(2), at(3)],
  );
  assert.deepEqual([sample.lastContentMs, sample.reads], [at(4), 6]);
  assert.deepEqual(sample.tokens, {
    requestedInput: 550,
    requestedOutput: 150,
    ownInput: 550,
    ownOutput: 7,
    ownReasoning: 3,
    usageInput: 551,
    usageOutput: 9,
    usageReasoning: 3,
    usageCachedInput: 0,
  });
  assert.deepEqual([sample.finishReason, sample.failure], ["stop", null]);
});

Deno.test("events that came in one read have one time", () => {
  const { sample } = buildSample(
    recordingOfParts([STREAM_HEAD, chunk({ content: "a" }) + chunk({ content: " b" }), DONE]),
    makeContext(),
  );
  assert.equal(sample.arrivalsMs[0], sample.arrivalsMs[1]);
  assert.equal(sample.arrivalsMs.length, 2);
});

Deno.test("a request that was never sent has no times, and counts no tokens", () => {
  const { sample } = buildSample(
    makeRecording("", {
      sentMs: null,
      failure: { kind: "dns", phase: "connect", message: "no address" },
    }),
    makeContext(),
  );
  assert.deepEqual([sample.sentMs, sample.firstByteMs, sample.firstContentMs], [null, null, null]);
  assert.deepEqual([sample.tokens.ownOutput, sample.tokens.usageOutput], [0, null]);
  assert.equal(sample.failure!.kind, "dns");
});

Deno.test("of a failed answer of megabytes only an excerpt stays", () => {
  const body = "<p>the proxy is unhappy</p>\n".repeat(200_000);
  const { sample } = buildSample(
    makeRecording(`HTTP/1.1 502 Bad Gateway\r\ncontent-length: ${body.length}\r\n\r\n${body}`),
    makeContext(),
  );
  assert.ok(sample.bytesReceived > 5_000_000);
  assert.ok(JSON.stringify(sampleToJson(sample)).length < 3000);
  assert.ok(sample.failure!.bodyExcerpt!.startsWith("<p>the proxy is unhappy</p>"));
});

Deno.test("a thousand failures keep excerpts in memory, not the texts they were cut from", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  const body = JSON.stringify({ error: { message: "the engine is unhappy, ".repeat(2500) } });
  const built = (index: number) =>
    buildSample(
      makeRecording(`HTTP/1.1 500 No. ${index}\r\ncontent-length: ${body.length}\r\n\r\n${body}`),
      makeContext(),
    ).sample;
  built(0);
  collectGarbage();
  const beforeBytes = Deno.memoryUsage().heapUsed;
  const samples = Array.from({ length: 1000 }, (_, index) => built(index));
  collectGarbage();
  const keptBytes = (Deno.memoryUsage().heapUsed - beforeBytes) / samples.length;
  assert.ok(keptBytes < 10_000, `${keptBytes} bytes a sample, of a text of ${body.length}`);
});

/** What holds for every sample, whatever a server sent. */
function assertSound({ sample, answerText }: BuiltSample, recording: Recording): void {
  const { failure, arrivalsMs, tokensPerEvent, tokens } = sample;
  if (failure === null) {
    assert.ok(tokens.ownOutput > 0, "a success without a token");
    assert.ok(answerText !== "" || tokens.ownReasoning > 0, "a success without text");
  } else {
    assert.ok(FAILURE_KINDS.includes(failure.kind));
    assert.ok(failure.message !== "" && failure.message.length <= 300);
    assert.ok(!/[\n\r\p{Cc}]/u.test(failure.message), JSON.stringify(failure.message));
    assert.ok((failure.bodyExcerpt?.length ?? 0) <= 500);
    assert.ok(failure.message.isWellFormed() && (failure.bodyExcerpt?.isWellFormed() ?? true));
  }
  assert.equal(tokensPerEvent.length, arrivalsMs.length);
  if (arrivalsMs.length > 0) {
    assert.equal(sum(tokensPerEvent), tokens.ownOutput);
    assert.equal(sample.lastContentMs, arrivalsMs.at(-1));
    assert.ok(sample.firstEventMs! <= arrivalsMs[0]!);
  }
  let last = recording.sentMs!;
  for (const arrival of arrivalsMs) {
    assert.ok(arrival >= last && arrival <= recording.endMs);
    last = arrival;
  }
  assert.equal(sample.bytesReceived, recording.bytes.length);
  assert.doesNotThrow(() => JSON.stringify(sampleToJson(sample)));
}

/** Pieces of which servers, sound and broken ones, make their streams. */
const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }).map((content) => chunk({ content })),
  fc.string({ maxLength: 12 }).map((text) => chunk({ reasoning_content: text })),
  fc.json({ maxDepth: 4 }).map((json) => `data: ${json}\n\n`),
  fc.json({ maxDepth: 3 }).map((json) => `data: {"choices":[${json}],"usage":${json}}\n\n`),
  fc.json({ maxDepth: 3 }).map((json) => `data: {"choices":[{"delta":${json}}]}\r\n\r\n`),
  fc.json({ maxDepth: 2 }).map((json) => `event: error\ndata: {"error":${json}}\n\n`),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    DONE,
    ": ping\n\n",
    "\n\n",
    "data:\n\n",
    "data\n\n",
    "\r\r",
    chunk({}, { finish_reason: "length" }),
    chunk({}, { finish_reason: 7 }),
    "event: error\ndata: oops\n\n",
    "\ufeff",
  ),
);

const head = fc.constantFrom(
  STREAM_HEAD,
  "HTTP/1.1 200 OK\r\n\r\n",
  "HTTP/1.0 200\r\ncontent-type: text/event-stream; charset=utf-8\r\n\r\n",
  "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
  "HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n",
  "HTTP/1.1 200 OK\r\ncontent-encoding: br\r\n\r\n",
  "HTTP/1.1 429 Slow\r\nretry-after: soon\r\n\r\n",
  "HTTP/1.1 999 What\r\n\r\n",
  "HTTP/1.1 301 Moved\r\nlocation: \x85\x1b[2J\r\n\r\n",
  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
  "",
);

const failure = fc.option(fc.record({
  kind: fc.constantFrom(...FAILURE_KINDS),
  phase: fc.constantFrom("connect", "send", "first_byte", "headers", "body"),
  message: fc.string({ minLength: 1 }).map((text) => `it broke ${text}`),
}));

Deno.test("whatever a server sends, it becomes a sample, and never a success without text", () => {
  fc.assert(
    fc.property(
      ...[head, fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(2000)), failure] as const,
      (start, pieces, cuts, met) => {
        const answer = new TextEncoder().encode(start + pieces.join(""));
        const ends = [
          ...new Set([...cuts.filter((cut) => cut > 0 && cut < answer.length), answer.length]),
        ]
          .filter((end) => end > 0).sort((a, b) => a - b);
        const recording = makeRecording(answer, { failure: met }, ends);
        assertSound(buildSample(recording, makeContext()), recording);
      },
    ),
    { numRuns: 1500 },
  );
});

Deno.test("bytes that mean nothing at all become a failed sample", () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(fc.constantFrom("", STREAM_HEAD), bytes, (start, noise) => {
      const recording = makeRecording(
        new Uint8Array([...new TextEncoder().encode(start), ...noise]),
      );
      const built = buildSample(recording, makeContext());
      assertSound(built, recording);
      assert.notEqual(built.sample.failure, null);
    }),
    { numRuns: 500 },
  );
});

Deno.test("of an answer without an end the beginning is read, and all of it is counted in bytes", () => {
  const event = chunk({ content: " and so on" });
  const read = event.repeat(200);
  const endless = recordingOfParts([STREAM_HEAD, ...Array<string>(400).fill(read)]);
  const failure = { kind: "overflow", phase: "body", message: "too long" } as const;
  const { sample } = buildSample({ ...endless, failure }, makeContext());
  const events = sample.arrivalsMs.length;
  assert.ok(events * event.length > 1.9 * 1024 * 1024 && events * event.length <= 2 * 1024 * 1024);
  assert.equal(sample.firstContentMs, SENT_MS + 2 * READ_EVERY_MS);
  assert.equal(sample.bytesReceived, endless.bytes.length);
  assert.deepEqual([sample.reads, sample.failure?.kind], [401, "overflow"]);
  assert.equal(buildSample(endless, makeContext()).sample.arrivalsMs.length, 80_000);
});
