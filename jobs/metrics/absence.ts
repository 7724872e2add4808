import type { MetricName } from "./summary_types.ts";

/** Why a metric has no value although requests succeeded. */
const REASONS: Partial<Record<MetricName, string>> = {
  connect_ms: "every request went over a connection that already stood",
  ttft_ms: "no response was streamed",
  ttft_scheduled_ms: "no response was streamed",
  ttfa_ms: "no response streamed answer text",
  chunk_tokens: "no response was streamed",
  itl_ms: "no response had two events with text",
  max_stall_ms: "no response had two events with text",
  tpot_ms: "no response had two output tokens that came at different times",
  output_tps: "no response took measurable time",
  usage_gap_ratio: "the provider reported no output token count",
};

/** Metrics that only a streamed answer has. */
const OF_STREAMS: ReadonlySet<MetricName> = new Set<MetricName>([
  "ttft_ms",
  "ttft_scheduled_ms",
  "ttfa_ms",
  "chunk_tokens",
  "itl_ms",
  "max_stall_ms",
  "tpot_ms",
]);

/**
 * One line that says why a metric has no value.
 *
 * @param started measured requests
 * @param ok those of them that succeeded
 * @param notStreamed why no stream was asked for; null when one was
 */
export function reasonForAbsence(
  metric: MetricName,
  started: number,
  ok: number,
  notStreamed: string | null,
): string {
  if (started === 0) return "no request was measured";
  if (metric === "schedule_lag_ms") return "no request was sent";
  if (ok === 0) return "no request succeeded";
  if (notStreamed !== null && OF_STREAMS.has(metric)) return notStreamed;
  return REASONS[metric] ?? "not recorded for any request";
}
