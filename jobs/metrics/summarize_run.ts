import { FAILURE_KINDS, type FailureKind, type Sample } from "../samples/mod.ts";
import { reasonForAbsence } from "./absence.ts";
import { type Clusters, independent, release } from "./clusters.ts";
import { cost, type TokenPrice } from "./cost.ts";
import { distributionOf } from "./distribution.ts";
import { METHODOLOGY_VERSION } from "./methodology_version.ts";
import {
  gapsUs,
  inputTokenCount,
  outputTokenCount,
  type SampleMetricName,
  sampleMetrics,
  type TokenCount,
} from "./sample_metrics.ts";
import { stallRate } from "./stalls.ts";
import { steadyState } from "./steady_state.ts";
import {
  type Distribution,
  METRIC_NAMES,
  type MetricName,
  type RunStatistics,
  type TokenSource,
} from "./summary_types.ts";
import { throughput, totals } from "./throughput.ts";
import { wilsonInterval } from "./wilson.ts";

/** What the samples do not say themselves. */
export interface SummaryOptions {
  /** List price; null when there is none or it is not known. */
  price: TokenPrice | null;
  /** Hire of all the endpoint's GPUs together, USD per hour. Default: null, not hired. */
  gpuUsdPerHour?: number | null;
  /** Why no stream was asked for, for people. Default: null, one was. */
  notStreamed?: string | null;
  /** Seed of the bootstrap. Default: 1, so that the samples alone recompute every figure. */
  seed?: number;
}

/**
 * Statistics of a run. A pure function: the same samples in any order give the same figures, to the
 * last bit, whether they come from memory, from the database or from `samples.jsonl`.
 *
 * @param samples every sample of the run; warm-up samples are counted and otherwise left out
 * @throws {Error} when two measured samples have the same index
 */
export function summarizeRun(
  samples: readonly Sample[],
  { price, gpuUsdPerHour = null, notStreamed = null, seed = 1 }: SummaryOptions,
): RunStatistics {
  const measured = samples.filter((sample) => sample.phase === "measured")
    .sort((a, b) => a.index - b.index);
  refuseDuplicates(measured);
  const succeeded = measured.filter((sample) => sample.failure === null);
  const failures = countFailures(measured);
  // Requests that failed by our own fault say nothing about the provider.
  const judged = measured.length - (failures.client ?? 0);
  const sums = totals(measured);
  const { metrics, stall_rate } = distributions(measured, succeeded, seed, notStreamed);
  return {
    methodology_version: METHODOLOGY_VERSION,
    counts: {
      started: measured.length,
      ok: succeeded.length,
      failed: measured.length - succeeded.length,
      warmup: samples.length - measured.length,
    },
    failures,
    metrics,
    throughput: throughput(sums),
    success_rate: judged === 0 ? null : succeeded.length / judged,
    success_ci95: wilsonInterval(succeeded.length, judged),
    stall_rate,
    steady_state: steadyState(measured),
    input_token_source: tokenSource(succeeded, inputTokenCount),
    output_token_source: tokenSource(succeeded, outputTokenCount),
    cost: cost(sums, { price, gpuUsdPerHour }),
  };
}

function distributions(
  measured: readonly Sample[],
  succeeded: readonly Sample[],
  seed: number,
  notStreamed: string | null,
) {
  const describe = (name: MetricName, clusters: Clusters) =>
    distributionOf(
      clusters,
      seed,
      reasonForAbsence(name, measured.length, succeeded.length, notStreamed),
    );
  // Pooled values are let go before others are pooled: each may be much of a run's memory.
  const gaps = pool(succeeded, 1000, ({ arrivalsMs }) => gapsUs(arrivalsMs));
  const itl_ms = describe("itl_ms", gaps);
  const stall_rate = stallRate(gaps);
  release(gaps.values);
  const chunks = pool(succeeded, 1, ({ tokensPerEvent }) => tokensPerEvent);
  const chunk_tokens = describe("chunk_tokens", chunks);
  release(chunks.values);
  const perRequest = perRequestValues(measured);
  const metrics = {} as Record<MetricName, Distribution>;
  for (const name of METRIC_NAMES) {
    metrics[name] = name === "itl_ms"
      ? itl_ms
      : name === "chunk_tokens"
      ? chunk_tokens
      : describe(name, independent(perRequest[name]));
  }
  return { metrics, stall_rate };
}

function perRequestValues(
  measured: readonly Sample[],
): Record<SampleMetricName, Float64Array<ArrayBuffer>> {
  const columns = {} as Record<SampleMetricName, Float64Array<ArrayBuffer>>;
  const lengths = {} as Record<SampleMetricName, number>;
  const names = METRIC_NAMES.filter((name) => name !== "itl_ms" && name !== "chunk_tokens");
  for (const name of names) {
    columns[name] = new Float64Array(measured.length);
    lengths[name] = 0;
  }
  for (const sample of measured) {
    const values = sampleMetrics(sample);
    for (const name of names) {
      const value = values[name];
      if (value !== null) columns[name][lengths[name]++] = value;
    }
  }
  for (const name of names) columns[name] = columns[name].subarray(0, lengths[name]);
  return columns;
}

/**
 * All values of the requests that have any, side by side in one array: there may be millions.
 *
 * @param perUnit what `valuesOf` gives is this many times the values
 */
function pool(
  samples: readonly Sample[],
  perUnit: number,
  valuesOf: (sample: Sample) => Float64Array | Uint32Array,
): Clusters {
  let size = 0;
  for (const { arrivalsMs } of samples) size += arrivalsMs.length;
  let values: Clusters["values"] = new Uint32Array(size);
  const ends: number[] = [];
  let length = 0;
  for (const sample of samples) {
    const own = valuesOf(sample);
    if (own.length === 0) continue;
    // Nothing that a store can hold is out of range, but samples can come from elsewhere.
    if (values instanceof Uint32Array && !own.every(fitsUint32)) values = new Float64Array(values);
    values.set(own, length);
    length += own.length;
    ends.push(length);
  }
  return { values: values.subarray(0, length), perUnit, ends: Uint32Array.from(ends) };
}

function fitsUint32(value: number): boolean {
  return value >>> 0 === value;
}

function countFailures(measured: readonly Sample[]): Partial<Record<FailureKind, number>> {
  const failures: Partial<Record<FailureKind, number>> = {};
  for (const kind of FAILURE_KINDS) {
    const count = measured.filter((sample) => sample.failure?.kind === kind).length;
    if (count > 0) failures[kind] = count;
  }
  return failures;
}

function tokenSource(
  succeeded: readonly Sample[],
  countOf: (sample: Sample) => TokenCount,
): TokenSource | null {
  const sources = new Set(succeeded.map((sample) => countOf(sample).source));
  if (sources.size > 1) return "mixed";
  const [only] = sources;
  return only ?? null;
}

function refuseDuplicates(sorted: readonly Sample[]): void {
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i]!.index === sorted[i - 1]!.index) {
      throw new Error(`Cannot summarize a run in which two samples have index ${sorted[i]!.index}`);
    }
  }
}
