import type { measure, MeasureOptions } from "../../jobs/loadgen/mod.ts";
import { Backlog } from "../../jobs/loadgen/backlog.ts";
import { MAX_BACKLOG_BYTES } from "../../jobs/loadgen/measure.ts";
import { createRandom } from "../../jobs/metrics/mod.ts";
import type { Recording } from "../../jobs/wire/mod.ts";
import { answerBytes } from "./answer_bytes.ts";

/** As many as a measuring thread hands over at a time. */
const BATCH = 64;
const TTFT_MS = 200;
const GAP_MS = 20;
/** Requests that are in flight at the same time, by their stamps. */
const IN_FLIGHT = 256;

/**
 * Stands in for the measuring threads: answers that nobody sent, handed over as recordings as fast
 * as memory allows, so that the backlog is full all the time. That is the worst case for memory,
 * and needs neither a server nor the hours that so many real answers take.
 *
 * @param events with text in each answer
 */
export function replay(events: number): typeof measure {
  return async (options: MeasureOptions) => {
    const backlog = new Backlog(options.onRecordings);
    const random = createRandom(options.seed);
    const answer = answerBytes(events);
    let room = Promise.withResolvers<void>();
    const onProcessed = () => {
      room.resolve();
      room = Promise.withResolvers<void>();
    };
    await options.onStart(1_800_000_000_000);
    for (let index = 0; index < options.maxRequests;) {
      const batch: Recording[] = [];
      while (batch.length < BATCH && index < options.maxRequests) {
        options.buildRequest(index);
        batch.push(record(index++, answer, random));
      }
      backlog.add(batch, onProcessed);
      if (backlog.bytes > MAX_BACKLOG_BYTES) await Promise.race([room.promise, backlog.failed]);
    }
    await backlog.drained();
    return { threads: [], notStarted: 0, heldBackMs: 0, pause: null };
  };
}

/** A recording in buffers of its own, as those that come from a measuring thread are. */
function record(
  index: number,
  { bytes, eventEnds }: ReturnType<typeof answerBytes>,
  random: () => number,
): Recording {
  const sentMs = Math.floor(index / IN_FLIGHT) * 4000 + random();
  const readStampsMs = new Float64Array(eventEnds.length);
  let atMs = sentMs + TTFT_MS * (0.8 + 0.4 * random());
  for (let read = 0; read < eventEnds.length; read++) {
    readStampsMs[read] = atMs;
    atMs += GAP_MS * (0.5 + random());
  }
  return {
    index,
    phase: "measured",
    scheduledMs: sentMs - 0.1,
    sentMs,
    connectStartMs: null,
    connectedMs: null,
    endMs: atMs,
    retries: 0,
    bytes: bytes.slice(),
    readStampsMs,
    userReadStampsMs: null,
    readEnds: eventEnds.slice(),
    failure: null,
  };
}
