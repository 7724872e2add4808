import type { Queryable } from "../db/client.ts";
import { unpackArrivals } from "../jobs/samples/packing.ts";
import type { Histograms } from "./contract/histograms.ts";
import { histogram } from "./histogram.ts";
import { readSamples } from "./read_samples.ts";

/** Histograms of a run's successful measured requests, by the definitions of the methodology. */
export async function readHistograms(db: Queryable, runId: string): Promise<Histograms> {
  const ttftMs: number[] = [];
  const e2eMs: number[] = [];
  const itlMs: number[] = [];
  for await (const row of readSamples(db, runId)) {
    if (row.phase !== "measured" || row.outcome !== "ok" || row.sentMs === null) continue;
    const arrivalsMs = unpackArrivals(row.arrivalsUs, row.sentMs);
    if (arrivalsMs.length > 0) ttftMs.push(arrivalsMs[0]! - row.sentMs);
    if (row.lastContentMs !== null) e2eMs.push(row.lastContentMs - row.sentMs);
    for (let i = 1; i < arrivalsMs.length; i++) itlMs.push(arrivalsMs[i]! - arrivalsMs[i - 1]!);
  }
  return {
    run_id: runId,
    ttft_ms: histogram(ttftMs),
    itl_ms: histogram(itlMs),
    e2e_ms: histogram(e2eMs),
  };
}
