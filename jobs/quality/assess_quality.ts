import { quantile } from "../metrics/mod.ts";
import type { Quality } from "../run_record.ts";
import type { Sample } from "../samples/mod.ts";

/** Below this, several events reached us in one read: arrivals are no longer those of the wire. */
const MIN_READS_PER_EVENT = 0.97;

/**
 * Judges the instrument from what it recorded of itself.
 */
export function assessQuality(samples: readonly Sample[]): Quality {
  const measured = samples.filter((sample) => sample.phase === "measured");
  const lagsMs = Float64Array.from(
    measured.flatMap((s) => s.sentMs === null ? [] : [s.sentMs - s.scheduledMs]),
  ).sort();
  const streamed = measured.filter((s) => s.failure === null && s.arrivalsMs.length > 0);
  const reads = streamed.reduce((sum, sample) => sum + sample.reads, 0);
  const events = streamed.reduce((sum, sample) => sum + sample.arrivalsMs.length, 0);
  const readsPerEvent = events === 0 ? null : reads / events;
  const ownFaults = measured.filter((sample) => sample.failure?.kind === "client").length;

  const reasons: string[] = [];
  if (readsPerEvent !== null && readsPerEvent < MIN_READS_PER_EVENT) {
    reasons.push(
      `${readsPerEvent.toFixed(2)} network reads an event: events arrived together, so gaps ` +
        "between them are partly ours or the network's",
    );
  }
  if (ownFaults > 0) reasons.push(`${ownFaults} requests failed through our own fault`);
  return {
    verdict: reasons.length === 0 ? "ok" : "suspect",
    reasons,
    schedule_lag_ms: {
      p50: lagsMs.length === 0 ? null : quantile(lagsMs, 0.5),
      p99: lagsMs.length === 0 ? null : quantile(lagsMs, 0.99),
    },
    reads_per_event: readsPerEvent,
  };
}
