import assert from "node:assert/strict";
import { ffiObstacle } from "../../../../jobs/wire/ffi/mod.ts";
import {
  createChannelFactory,
  type CutEvent,
  type DecodedResponse,
  decodeResponse,
  encodeRequest,
  nowMs,
  parseEventStream,
  ResponseTape,
  type Transport,
  TRANSPORTS,
  unixOriginMs,
} from "../../../../jobs/wire/mod.ts";
import {
  type SimulatedProvider,
  startSimulatedProviderWorker,
} from "../../../../providers/simulated/mod.ts";

// Every transport beside a server that knows what it sent, and when. How close the times come is
// reported by `deno test` in its output; the benchmark asserts it, on a quiet machine.

/** How well the clocks of two threads can be compared, ms. */
const CLOCK_TOLERANCE_MS = 0.1;
const SLOTS = 8;
const TURNS = 3;
const PROVIDER = { ttftMs: 20, itlMs: 4, outputTokens: 25, seed: 5 };

const obstacle = ffiObstacle();
if (obstacle !== null) console.warn(`the transport ffi is NOT tested: ${obstacle}`);

interface Answer {
  index: string;
  events: CutEvent[];
  decoded: DecodedResponse;
  userStampsMs: Float64Array | null;
  readStampsMs: Float64Array;
}

const requestBody = JSON.stringify({
  model: "sim",
  stream: true,
  stream_options: { include_usage: true },
  max_tokens: PROVIDER.outputTokens,
  messages: [{ role: "user", content: "Say something." }],
});

/** Asks `turns` times on each of `slots` connections. */
async function measure(
  transport: Transport,
  provider: SimulatedProvider,
  slots: number,
  turns: number,
): Promise<Answer[]> {
  const timeouts = { connectMs: 5000, firstByteMs: 5000, stallMs: 5000, totalMs: 20_000 };
  const factory = createChannelFactory(transport, {
    target: { hostname: "127.0.0.1", port: provider.port, tls: false },
    timeouts,
    caCerts: [],
  });
  const answers: Answer[] = [];
  const slot = async (number: number) => {
    const channel = factory.channel();
    const tape = new ResponseTape(1_000_000);
    for (let turn = 0; turn < turns; turn++) {
      const index = String(number * turns + turn);
      const { failure } = await channel.exchange(
        encodeRequest({
          method: "POST",
          url: new URL(`${provider.baseUrl}/chat/completions`),
          headers: { "content-type": "application/json", "x-lapboard-index": index },
          body: requestBody,
        }),
        tape,
      );
      assert.equal(failure, null);
      // The next answer lies where this one does.
      const recorded = structuredClone(tape.recorded());
      const decoded = decodeResponse(recorded);
      const { events } = parseEventStream(decoded.body);
      answers.push({
        index,
        events,
        decoded,
        readStampsMs: recorded.readStampsMs,
        userStampsMs: recorded.userReadStampsMs,
      });
    }
    channel.close();
  };
  await Promise.all(Array.from({ length: slots }, (_, number) => slot(number)));
  await factory.close();
  return answers;
}

function textOf(events: CutEvent[]): string {
  return events
    .filter((event) => event.data !== "[DONE]")
    .map((event) => JSON.parse(event.data).choices[0]?.delta.content ?? "")
    .join("");
}

const quantile = (sorted: number[], q: number) => sorted[Math.floor(q * (sorted.length - 1))]!;

for (const transport of TRANSPORTS) {
  const ignore = transport === "ffi" && obstacle !== null;

  Deno.test({
    name: `${transport}: every event sent is found, none is invented, none arrives before it left`,
    ignore,
    async fn() {
      const provider = await startSimulatedProviderWorker(PROVIDER);
      try {
        const before = unixOriginMs();
        const answers = await measure(transport, provider, SLOTS, TURNS);
        const originMs = Math.max(before, unixOriginMs());
        const truth = await provider.truth();
        const toTruthMs = originMs - truth.clock_origin_unix_ms;
        const truths = Object.values(truth.requests);
        assert.equal(answers.length, SLOTS * TURNS);
        assert.equal(truths.length, answers.length);
        const errorsMs: number[] = [];
        for (const { index, events, decoded } of answers) {
          const sent = truths.find((request) => request.index === index)!;
          assert.equal(events.length, sent.events.length);
          for (const [k, event] of events.entries()) {
            const errorMs = decoded.arrivalMs(event.end) + toTruthMs - sent.events[k]!.sent_ms!;
            assert.ok(
              errorMs >= -CLOCK_TOLERANCE_MS,
              `event ${k} of request ${index} arrived ${-errorMs} ms before it was sent`,
            );
            errorsMs.push(errorMs);
          }
        }
        errorsMs.sort((a, b) => a - b);
        console.log(
          `${transport}: ${errorsMs.length} events, arrival minus true send P50 ` +
            `${quantile(errorsMs, 0.5).toFixed(3)} ms, P99 ${
              quantile(errorsMs, 0.99).toFixed(3)
            } ms`,
        );
      } finally {
        await provider.stop();
      }
    },
  });

  Deno.test({
    name: `${transport}: the text is what a plain fetch reads`,
    ignore,
    async fn() {
      // Answers are a function of the seed and the order of arrival, so each gets its own server.
      const texts: string[][] = [];
      for (const way of ["fetch", transport] as const) {
        const provider = await startSimulatedProviderWorker(PROVIDER);
        if (way === "fetch") {
          const ours: string[] = [];
          for (let turn = 0; turn < TURNS; turn++) {
            const response = await fetch(`${provider.baseUrl}/chat/completions`, {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: requestBody,
            });
            ours.push(textOf(parseEventStream(await response.bytes()).events));
          }
          texts.push(ours);
        } else {
          const answers = await measure(transport, provider, 1, TURNS);
          texts.push(answers.map((answer) => textOf(answer.events)));
        }
        await provider.stop();
      }
      assert.ok(texts[0]!.every((text) => text.length > 0));
      assert.deepEqual(texts[1], texts[0]);
    },
  });
}

Deno.test({
  name: "ffi: both stamps are kept, and no read returns before its bytes came",
  ignore: obstacle !== null,
  async fn() {
    const provider = await startSimulatedProviderWorker(PROVIDER);
    const startMs = nowMs();
    const answers = await measure("ffi", provider, 2, 2);
    const endMs = nowMs();
    await provider.stop();
    let apart = 0;
    for (const { readStampsMs, userStampsMs } of answers) {
      assert.equal(userStampsMs!.length, readStampsMs.length);
      for (let read = 0; read < readStampsMs.length; read++) {
        assert.ok(startMs <= readStampsMs[read]! && userStampsMs![read]! <= endMs);
        assert.ok(readStampsMs[read]! <= userStampsMs![read]!);
        if (readStampsMs[read]! < userStampsMs![read]!) apart++;
      }
    }
    // Without stamps from the kernel the two would be the same.
    assert.ok(apart > 0);
  },
});
