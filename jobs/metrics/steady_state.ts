import type { Sample } from "../samples/mod.ts";
import { quantile } from "./quantile.ts";
import { mannWhitneyP } from "./mann_whitney.ts";
import { sampleMetrics } from "./sample_metrics.ts";
import type { HalvesCompared, SteadyState } from "./summary_types.ts";

/** Values a half needs before anything is said of it. */
const MIN_PER_HALF = 10;
/** A difference this unlikely is not called chance. */
const MAX_CHANCE = 0.01;
/** A smaller shift of the median is of no consequence, however sure. */
const MIN_SHIFT = 0.05;

/**
 * Is the run's first half different from its second? Requests are split in the middle of their
 * scheduled order. `drifting` means both sure (rank test, p < 0.01) and large enough to matter
 * (medians more than 5 % apart): the figures of such a run are those of its length.
 *
 * @param measured the measured samples, in any order
 */
export function steadyState(measured: readonly Sample[]): SteadyState {
  const ordered = [...measured].sort((a, b) => a.scheduledMs - b.scheduledMs || a.index - b.index);
  const middle = ordered.length >> 1;
  const first = latencies(ordered.slice(0, middle));
  const second = latencies(ordered.slice(middle));
  return {
    ttft_ms: compareHalves(first.ttftsMs, second.ttftsMs),
    tpot_ms: compareHalves(first.tpotsMs, second.tpotsMs),
  };
}

/** Of the requests that have them, ascending. */
function latencies(samples: readonly Sample[]) {
  const ttftsMs: number[] = [];
  const tpotsMs: number[] = [];
  for (const sample of samples) {
    const { ttft_ms, tpot_ms } = sampleMetrics(sample);
    if (ttft_ms !== null) ttftsMs.push(ttft_ms);
    if (tpot_ms !== null) tpotsMs.push(tpot_ms);
  }
  return {
    ttftsMs: Float64Array.from(ttftsMs).sort(),
    tpotsMs: Float64Array.from(tpotsMs).sort(),
  };
}

/** @param first ascending; @param second ascending */
function compareHalves(first: Float64Array, second: Float64Array): HalvesCompared {
  const median = (values: Float64Array) => values.length === 0 ? null : quantile(values, 0.5);
  const medians = { first_half_p50: median(first), second_half_p50: median(second) };
  if (Math.min(first.length, second.length) < MIN_PER_HALF) {
    return { ...medians, relative_change: null, p_value: null, verdict: "too_few" };
  }
  const change = medians.first_half_p50! > 0
    ? medians.second_half_p50! / medians.first_half_p50! - 1
    : null;
  const p = mannWhitneyP(first, second)!;
  const drifting = p < MAX_CHANCE && (change === null || Math.abs(change) > MIN_SHIFT);
  return {
    ...medians,
    relative_change: change,
    p_value: p,
    verdict: drifting ? "drifting" : "steady",
  };
}
