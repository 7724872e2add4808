import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { Slot } from "../../jobs/loadgen/slot.ts";
import { buildSample, type BuiltSample } from "../../jobs/samples/build_sample.ts";
import { sampleToJson } from "../../jobs/samples/mod.ts";
import { closedByPeer } from "../../jobs/wire/connection_channel.ts";
import { ffiObstacle } from "../../jobs/wire/ffi/mod.ts";
import {
  createChannelFactory,
  encodeRequest,
  nowMs,
  type Recording,
  ResponseTape,
  WireFailure,
} from "../../jobs/wire/mod.ts";
import { findProtocol, type Protocol, protocols } from "../../providers/protocols/mod.ts";
import { concat, CONTENT_TYPES, encodeEvents } from "../testing/encode_events.ts";
import { startFaultServer } from "../testing/fault_server.ts";
import { mutate, type Mutation, mutation } from "../testing/mutations.ts";
import { protocolFixtures } from "../testing/protocol_fixtures/mod.ts";
import { makeContext, makeRecording, READ_EVERY_MS, SENT_MS } from "../testing/recordings.ts";

// Whatever becomes of a stream on its way, what is made of it is sound: never a crash, a hang, an
// unbounded buffer, a success without text, or times out of order.

/** Above any sound answer, and below what repetition makes of some. */
const MAX_BYTES = 16 * 1024;
const MAX_READ_BYTES = 4096;
const utf8 = (text: string) => new TextEncoder().encode(text);

/** A valid answer of a protocol, as events or as one body. */
interface ValidAnswer {
  protocol: Protocol;
  events: Uint8Array[];
  /** Events that say what went wrong. */
  errors: Uint8Array[];
  contentType: string;
  text: string;
}

const ANSWERS: ValidAnswer[] = protocolFixtures.flatMap((fixture) => {
  const protocol = findProtocol(fixture.protocol);
  const errors = fixture.errors.flatMap(({ events }) =>
    encodeEvents(protocol.framing, events ?? [])
  );
  return [fixture.plain, fixture.reasoning].flatMap((answer) => {
    if (answer === null) return [];
    const streamed = {
      protocol,
      events: encodeEvents(protocol.framing, answer.events),
      contentType: CONTENT_TYPES[protocol.framing],
      errors,
      text: answer.text,
    };
    const whole = { ...streamed, events: [utf8(answer.body)], contentType: "application/json" };
    return answer.events.length === 0 ? [whole] : [streamed, whole];
  });
});

/** How the body is framed. */
type BodyFraming = "chunked" | "length" | "close";

function encodeAnswer(answer: ValidAnswer, events: Uint8Array[], framing: BodyFraming) {
  const body = concat(events);
  const head = `HTTP/1.1 200 OK\r\ncontent-type: ${answer.contentType}\r\n` + {
    chunked: "transfer-encoding: chunked\r\n\r\n",
    length: `content-length: ${body.length}\r\n\r\n`,
    close: "\r\n",
  }[framing];
  if (framing !== "chunked") return concat([utf8(head), body]);
  const chunks = events.flatMap((event) => [
    utf8(`${event.length.toString(16)}\r\n`),
    event,
    utf8("\r\n"),
  ]);
  return concat([utf8(head), ...chunks, utf8("0\r\n\r\n")]);
}

/** An answer, what happens to its body's events and bytes, and to all bytes. */
const brokenAnswer = fc.record({
  /** Which of the valid answers; a number, so that a report of a failure stays readable. */
  answer: fc.nat(ANSWERS.length - 1),
  framing: fc.constantFrom<BodyFraming>("chunked", "length", "close"),
  order: fc.option(fc.array(fc.nat(50), { maxLength: 12 }), { freq: 4 }),
  inBody: fc.array(mutation, { maxLength: 3 }),
  anywhere: fc.oneof(
    { arbitrary: fc.constant<Mutation[]>([]), weight: 3 },
    { arbitrary: fc.array(mutation, { maxLength: 2 }), weight: 1 },
  ),
  /** Shares of the length at which network reads end. */
  reads: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
});
type BrokenAnswer = typeof brokenAnswer extends fc.Arbitrary<infer T> ? T : never;

function bytesOf({ answer: which, framing, order, inBody, anywhere }: BrokenAnswer) {
  const answer = ANSWERS[which]!;
  const { events } = answer;
  const known = [...events, ...answer.errors];
  const chosen = order === null ? events : order.map((at) => known[at % known.length]!);
  // Framed after they were changed, so that most of them get as far as the protocol.
  const changed = inBody.length === 0
    ? chosen
    : [inBody.reduce(mutate, concat(chosen))].filter((body) => body.length > 0);
  return anywhere.reduce(mutate, encodeAnswer(answer, changed, framing));
}

/** What a channel would have recorded of these bytes, had they come in these reads. */
function record(bytes: Uint8Array<ArrayBuffer>, reads: readonly number[]): Recording {
  const ends = new Set([...reads.map((at) => Math.ceil(at * bytes.length)), bytes.length]);
  // No read is longer than the room it is given.
  for (let end = MAX_READ_BYTES; end < bytes.length; end += MAX_READ_BYTES) ends.add(end);
  const tape = new ResponseTape(MAX_BYTES);
  let failure: Recording["failure"] = null;
  try {
    for (const end of [...ends].filter((end) => end > 0).sort((a, b) => a - b)) {
      const part = bytes.subarray(tape.used, end);
      tape.space(part.length).set(part);
      tape.note(part.length, SENT_MS + (tape.reads + 1) * READ_EVERY_MS);
      if (tape.framing.complete) break;
    }
    if (!tape.framing.complete) closedByPeer(tape, true);
  } catch (error) {
    if (!(error instanceof WireFailure)) throw error;
    failure = { kind: error.kind, phase: error.phase, message: error.message };
  }
  assert.ok(tape.bytes.length <= MAX_BYTES + 64 * 1024, "an unbounded buffer");
  const endMs = SENT_MS + (tape.reads + 1) * READ_EVERY_MS;
  return makeRecording("", { ...tape.recorded(), endMs, failure });
}

/** What holds for every sample, whatever came. */
function assertSound({ sample, answerText }: BuiltSample, recording: Recording): void {
  const { failure, tokens, arrivalsMs, tokensPerEvent } = sample;
  if (failure === null) {
    assert.ok(answerText !== "" || tokens.ownReasoning > 0, "a success without text");
    assert.ok(tokens.ownOutput > 0, "a success without a token");
  } else {
    assert.ok(failure.message !== "" && failure.message.length <= 300);
    assert.ok((failure.bodyExcerpt ?? "").length <= 500);
  }
  assert.ok(answerText.length <= recording.bytes.length, "more text than came");
  assert.ok((sample.finishReason ?? "").length <= 300);
  const times = [
    ...[sample.scheduledMs, sample.sentMs, sample.firstByteMs, sample.firstEventMs],
    ...arrivalsMs,
    ...[sample.lastContentMs, sample.endMs],
  ].filter((time) => time !== null);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
  for (const first of [sample.firstReasoningMs, sample.firstContentMs]) {
    assert.ok(first === null || arrivalsMs.includes(first));
  }
  assert.equal(tokensPerEvent.length, arrivalsMs.length);
  if (arrivalsMs.length > 0) {
    assert.equal(tokensPerEvent.reduce((sum, count) => sum + count, 0), tokens.ownOutput);
  }
  for (const count of Object.values(tokens)) {
    assert.ok(count === null || (Number.isInteger(count) && count >= 0));
  }
  assert.doesNotThrow(() => JSON.stringify(sampleToJson(sample)));
}

Deno.test("the answers that the fuzzing breaks are sound before, in every framing and split", () => {
  assert.deepEqual(
    [...new Set(ANSWERS.map(({ protocol }) => protocol.id))].sort(),
    protocols.map(({ id }) => id).sort(),
  );
  for (const answer of ANSWERS) {
    for (const framing of ["chunked", "length", "close"] as const) {
      const bytes = encodeAnswer(answer, answer.events, framing);
      for (const reads of [[], [0.3, 0.5, 0.9], Array.from(bytes, (_, at) => at / bytes.length)]) {
        const recording = record(bytes, reads);
        const built = buildSample(recording, makeContext({ protocol: answer.protocol }));
        assert.equal(
          built.sample.failure,
          null,
          `${answer.protocol.id}: ${built.sample.failure?.message}`,
        );
        assert.equal(built.answerText, answer.text, answer.protocol.id);
        assertSound(built, recording);
      }
    }
  }
});

Deno.test("whatever happens to a stream of any protocol, a sound sample comes of it", () => {
  const outcomes = new Map<string, number>();
  fc.assert(
    fc.property(brokenAnswer, (broken) => {
      const recording = record(bytesOf(broken), broken.reads);
      const built = buildSample(
        recording,
        makeContext({ protocol: ANSWERS[broken.answer]!.protocol }),
      );
      assertSound(built, recording);
      const outcome = built.sample.failure?.kind ?? "ok";
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }),
    { numRuns: 10_000, seed: 20261122 },
  );
  // The fuzzing itself is worth something only if it meets all of these.
  for (const kind of ["ok", "truncated", "malformed", "empty", "stream_error", "overflow"]) {
    assert.ok((outcomes.get(kind) ?? 0) > 10, `${kind}: ${JSON.stringify([...outcomes])}`);
  }
});

/** Limits so short that a hang is over at once, ms. */
const LIMITS = { connectMs: 2000, firstByteMs: 120, stallMs: 120, totalMs: 400 };
/** By how much a busy machine may be late to enforce them. */
const LATE_MS = 3000;
const LANES = 16;

for (const [transport, runs] of [["raw", 300], ["fetch-byob", 80], ["ffi", 80]] as const) {
  Deno.test({
    name:
      `${transport}: whatever a server sends, and however it ends, no request outlives its limits`,
    ignore: transport === "ffi" && ffiObstacle() !== null,
    fn: async () => {
      const ending = fc.constantFrom("end" as const, "reset" as const, "hang" as const);
      const cases = fc.sample(fc.tuple(brokenAnswer, ending), { numRuns: runs, seed: 7 });
      const server = await startFaultServer(async (path, peer) => {
        const [broken, ending] = cases[Number(path.slice(1))]!;
        const bytes = bytesOf(broken);
        let from = 0;
        for (const share of broken.reads.toSorted((a, b) => a - b).slice(0, 4)) {
          const end = Math.ceil(share * bytes.length);
          await peer.send(bytes.subarray(from, end));
          await sleep(2);
          from = end;
        }
        await peer.send(bytes.subarray(from));
        if (ending === "end") peer.end();
        if (ending === "reset") peer.reset();
      });
      const factory = createChannelFactory(transport, {
        target: { hostname: "127.0.0.1", port: server.port, tls: false },
        timeouts: LIMITS,
        caCerts: [],
      });
      const channels = Array.from({ length: LANES }, () => factory.channel());
      const ticker = setInterval(() => {
        for (const channel of channels) channel.enforceTimeouts(nowMs());
      }, 5);
      const queue = cases.keys();
      const recordings: Recording[] = [];
      const lane = async (slot: Slot) => {
        for (const index of queue) {
          const bytes = encodeRequest({
            method: "POST",
            url: new URL(`http://127.0.0.1:${server.port}/${index}`),
            headers: {},
            body: "{}",
          });
          const request = { index, phase: "measured" as const, bytes, dueMs: null };
          recordings.push(structuredClone(await slot.exchange(request, nowMs())));
        }
      };
      try {
        await Promise.all(channels.map((channel) => lane(new Slot(channel, MAX_BYTES))));
      } finally {
        clearInterval(ticker);
        for (const channel of channels) channel.close();
        await factory.close();
        await server.stop();
      }
      assert.equal(recordings.length, runs);
      for (const recording of recordings) {
        const { protocol } = ANSWERS[cases[recording.index]![0].answer]!;
        assertSound(buildSample(recording, makeContext({ protocol })), recording);
        const tookMs = recording.endMs - recording.sentMs!;
        assert.ok(tookMs < LIMITS.totalMs + LATE_MS, `case ${recording.index}: ${tookMs} ms`);
      }
    },
  });
}
