import type { Queryable } from "../db/client.ts";
import { gapsMs, sampleMetrics } from "../jobs/metrics/mod.ts";
import type { Histograms } from "./contract/histograms.ts";
import { histogram } from "./histogram.ts";
import { readSamples } from "./read_samples.ts";

/** Histograms of a run's successful measured requests, by the definitions of its statistics. */
export async function readHistograms(db: Queryable, runId: string): Promise<Histograms> {
  const ttftMs: number[] = [];
  const e2eMs: number[] = [];
  const itlMs: number[] = [];
  for await (const sample of readSamples(db, runId)) {
    if (sample.phase !== "measured" || sample.failure !== null) continue;
    const { ttft_ms, e2e_ms } = sampleMetrics(sample);
    if (ttft_ms !== null) ttftMs.push(ttft_ms);
    if (e2e_ms !== null) e2eMs.push(e2e_ms);
    for (const gap of gapsMs(sample)) itlMs.push(gap);
  }
  return {
    run_id: runId,
    ttft_ms: histogram(ttftMs),
    itl_ms: histogram(itlMs),
    e2e_ms: histogram(e2eMs),
  };
}
