import type { Sample } from "../samples/mod.ts";
import { totals } from "./throughput.ts";
import { proportion } from "./wilson.ts";
import type { Proportion } from "./summary_types.ts";

/** Requests that met every objective. */
export interface Goodput {
  /** Those of all measured requests; failed ones count as asked and never as passed. */
  share: Proportion;
  /** Those a second, over the measurement window; null when there was no window. */
  requests_per_s: number | null;
}

/**
 * Goodput: requests a second that meet every objective (Zhong and others, "DistServe", 2024). As in
 * vLLM's benchmark the window is that of the throughput figures, and a request that failed is not
 * good. Requests that failed by our own fault are left out of the share, as they are everywhere.
 *
 * @param samples of a run; warm-up samples are left out
 * @param meets whether a successful request met every objective
 */
export function goodput(samples: readonly Sample[], meets: (sample: Sample) => boolean): Goodput {
  const measured = samples.filter(({ phase }) => phase === "measured");
  const asked = measured.filter(({ failure }) => failure?.kind !== "client").length;
  const good = measured.filter((sample) => sample.failure === null && meets(sample)).length;
  const { windowS } = totals(measured);
  return {
    share: proportion(good, asked),
    requests_per_s: windowS === null ? null : good / windowS,
  };
}
