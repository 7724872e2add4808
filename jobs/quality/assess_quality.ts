import {
  calibrationToJson,
  type ErrorQuantiles,
  medianGapMs,
  type RunCalibrations,
} from "../calibration/mod.ts";
import type { Job } from "../job.ts";
import type { MeasureEnd, ThreadRecord } from "../loadgen/mod.ts";
import { quantile } from "../metrics/mod.ts";
import type { Quality } from "../run_record.ts";
import type { Sample } from "../samples/mod.ts";
import type { DelayHistogram } from "./delay_histogram.ts";
import { judgeInstrument } from "./judge_instrument.ts";
import { loadAdherence, type TurnCounts } from "./load_adherence.ts";
import { predictedStallP99Ms, repeatedStallP99Ms } from "./predicted_stall.ts";
import type { QualityFigures } from "./quality_figures.ts";
import { rateLimitNotes } from "./rate_limit_notes.ts";
import { scheduleLags } from "./schedule_lag.ts";

/** What a run left behind about the instrument. */
export interface QualityInput {
  job: Pick<Job, "plan" | "warmupRequests" | "transport" | "workers"> & {
    /** Requests to measure; null when time alone ends the run. */
    maxRequests: number | null;
  };
  samples: readonly Sample[];
  end: MeasureEnd;
  /** How conversations were played; null when there are none of several turns. */
  turns: TurnCounts | null;
  /** Delays of reads behind the kernel's stamps, where it stamped them. */
  readDelays: DelayHistogram;
  calibrations: RunCalibrations;
  /** Share of the CPU time the host took away during the run; null when unknown. */
  stealShare: number | null;
}

/** CPU time is counted in steps of 10 ms: of a shorter time its share says little. */
const MIN_CPU_WINDOW_MS = 1000;

/** States the instrument's own error in a run, and judges it. Pure. */
export function assessQuality(input: QualityInput): Quality {
  const figures = figuresOf(input);
  const { verdict, reasons, notes } = judgeInstrument(figures);
  return { verdict, reasons, notes: [...rateLimitNotes(input.samples), ...notes], ...figures };
}

function figuresOf(input: QualityInput): QualityFigures {
  const { job, samples, end, calibrations, readDelays } = input;
  const { before, after, skippedReason } = calibrations;
  const measured = samples.filter(({ phase }) => phase === "measured");
  const lags = scheduleLags(samples, job.plan, job.workers, end.threads);
  const delayP50 = readDelays.quantile(0.5);
  return {
    transport: job.transport.transport,
    workers: job.workers,
    calibration: {
      before: before === null ? null : calibrationToJson(before),
      after: after === null ? null : calibrationToJson(after),
      skipped_reason: skippedReason,
    },
    schedule_lag_ms: quantilesOf(lags.all),
    own_schedule_lag_ms: {
      ...quantilesOf(lags.own),
      p90: lags.own.length === 0 ? null : rounded(quantile(lags.own, 0.9)),
      n: lags.own.length,
    },
    predicted_stall_p99_ms: rounded(predictedStallP99Ms(end.threads)),
    repeated_stall_p99_ms: rounded(repeatedStallP99Ms(end.threads)),
    reads_per_event: readsPerEvent(measured),
    median_gap_ms: rounded(medianGapMs(measured)),
    cpu_share: rounded(busiestShare(end.threads)),
    cpu_steal_share: rounded(input.stealShare),
    read_delay_ms: delayP50 === null
      ? null
      : { p50: rounded(delayP50), p99: rounded(readDelays.quantile(0.99)) },
    load: loadAdherence(samples, {
      ...job,
      notStarted: end.notStarted,
      pause: end.pause,
      turns: input.turns,
    }),
    held_back_ms: rounded(end.heldBackMs),
    client_failures: measured.filter(({ failure }) => failure?.kind === "client").length,
  };
}

/** Events that came in one read share their arrival to the last bit. */
function readsPerEvent(samples: readonly Sample[]): number | null {
  let events = 0;
  let reads = 0;
  for (const { arrivalsMs, failure } of samples) {
    if (failure !== null) continue;
    events += arrivalsMs.length;
    for (let event = 0; event < arrivalsMs.length; event++) {
      if (event === 0 || arrivalsMs[event] !== arrivalsMs[event - 1]) reads++;
    }
  }
  return events === 0 ? null : rounded(reads / events);
}

/** Null when no thread's CPU time says anything. */
function busiestShare(threads: readonly ThreadRecord[]): number | null {
  const shares = threads
    .filter(({ elapsedMs }) => elapsedMs >= MIN_CPU_WINDOW_MS)
    .flatMap(({ cpuMs, elapsedMs }) => cpuMs === null ? [] : cpuMs / elapsedMs);
  return shares.length === 0 ? null : Math.max(...shares);
}

function quantilesOf(ascending: Float64Array): ErrorQuantiles {
  return ascending.length === 0
    ? { p50: null, p99: null }
    : { p50: rounded(quantile(ascending, 0.5)), p99: rounded(quantile(ascending, 0.99)) };
}

/** To a microsecond, or a hundredth of a per cent and less: finer digits are noise. */
function rounded(value: number): number;
function rounded(value: number | null): number | null;
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1e4) / 1e4;
}
