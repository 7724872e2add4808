import type { TrueRequest } from "../../providers/simulated/mod.ts";
import type { Sample } from "../samples/mod.ts";

/** What the client's clock said beside what really happened. */
export interface TimingErrors {
  /** Of each event with text: arrival less true send, ms. */
  eventsMs: number[];
  /** Of each request: measured TTFT less the time from its true receipt to the true send, ms. */
  ttftsMs: number[];
  /** Pairs of events that were sent apart, and how many of them arrived in one read. */
  pairs: number;
  coalesced: number;
}

/** Events sent closer than this share of their planned gap may well travel together. */
const APART = 0.5;

/**
 * Holds samples against the simulated provider's truth. Pure.
 *
 * @param truth true requests by the index they carried
 * @param toRunClockMs adds to a true time to give ms since the run's start
 * @param itlMs planned gap between events
 * @throws {Error} when a sample and its truth do not have the same events
 */
export function timingErrors(
  samples: readonly Sample[],
  truth: ReadonlyMap<number, TrueRequest>,
  toRunClockMs: number,
  itlMs: number,
): TimingErrors {
  const errors: TimingErrors = { eventsMs: [], ttftsMs: [], pairs: 0, coalesced: 0 };
  for (const { index, sentMs, arrivalsMs } of samples) {
    const request = truth.get(index);
    const sentEventsMs = (request?.events ?? [])
      .filter(({ sort }) => sort === "content" || sort === "reasoning")
      .map((event) => event.sent_ms === null ? NaN : event.sent_ms + toRunClockMs);
    if (request === undefined || sentMs === null || sentEventsMs.length !== arrivalsMs.length) {
      throw new Error(
        `request ${index} has ${arrivalsMs.length} events where ${sentEventsMs.length} were sent`,
      );
    }
    const receivedMs = request.received_ms + toRunClockMs;
    errors.ttftsMs.push((arrivalsMs[0]! - sentMs) - (sentEventsMs[0]! - receivedMs));
    sentEventsMs.forEach((trueMs, event) => {
      errors.eventsMs.push(arrivalsMs[event]! - trueMs);
      if (event === 0 || trueMs - sentEventsMs[event - 1]! < APART * itlMs) return;
      errors.pairs++;
      if (arrivalsMs[event] === arrivalsMs[event - 1]) errors.coalesced++;
    });
  }
  return errors;
}
