import { arrivalTimesMs } from "../../jobs/loadgen/load_plan.ts";
import { quantile } from "../../jobs/metrics/mod.ts";
import { randomStream } from "../../jobs/workloads/mod.ts";
import type { Experiment } from "./experiment.ts";

const CAPACITY_PER_S = 20;
const RUN_MS = 300_000;
const MEAN_REST_MS = 1000;
const RATES_PER_S = [2, 4, 8, 12, 15, 17, 18, 19, 19.5, 20, 22, 24];
const CONCURRENCIES = [1, 2, 4, 8, 12, 16, 20, 24, 32, 48];
const SEED = 1;

/** One run. Times in ms. */
export interface LoopRun {
  /** Requests a second, or in flight. */
  level: number;
  answered_per_s: number;
  ttft_p50_ms: number;
  ttft_p99_ms: number;
}

/** When the first text of each request comes, asked one after another in the order of arrival. */
function createServer(): (arrivalMs: number) => number {
  const serviceMs = 1000 / CAPACITY_PER_S;
  let freeMs = 0;
  return (arrivalMs) => freeMs = Math.max(freeMs, arrivalMs) + serviceMs;
}

/** Length of the text after the first, exponential. */
function restMs(index: number): number {
  return -MEAN_REST_MS * Math.log(1 - randomStream(SEED, index, "rest").uniform());
}

export function openLoop(ratePerS: number): LoopRun {
  const plan = {
    kind: "open_loop",
    requestRatePerS: ratePerS,
    arrival: "poisson",
    burstiness: 1,
    ramp: null,
    maxConcurrency: null,
  } as const;
  const serve = createServer();
  const arrivals = arrivalTimesMs(plan, SEED, Math.ceil(ratePerS * RUN_MS / 1000));
  return summary(ratePerS, Array.from(arrivals, (sentMs) => ({ sentMs, firstMs: serve(sentMs) })));
}

export function closedLoop(concurrency: number): LoopRun {
  const serve = createServer();
  const freeMs = new Float64Array(concurrency);
  const requests: Request[] = [];
  for (;;) {
    const sentMs = freeMs.reduce((a, b) => Math.min(a, b));
    if (sentMs >= RUN_MS) return summary(concurrency, requests);
    const firstMs = serve(sentMs);
    freeMs[freeMs.indexOf(sentMs)] = firstMs + restMs(requests.length);
    requests.push({ sentMs, firstMs });
  }
}

interface Request {
  sentMs: number;
  firstMs: number;
}

function summary(level: number, requests: readonly Request[]): LoopRun {
  const ttfts = Float64Array.from(requests, ({ sentMs, firstMs }) => firstMs - sentMs).sort();
  const lastMs = requests.reduce((last, { firstMs }) => Math.max(last, firstMs), 0);
  return {
    level,
    answered_per_s: requests.length / (lastMs / 1000),
    ttft_p50_ms: quantile(ttfts, 0.5),
    ttft_p99_ms: quantile(ttfts, 0.99),
  };
}

/** What a closed loop hides: the same engine under both. */
export const LOOP_EXPERIMENT: Experiment = {
  title: "open and closed loop against the same saturating engine",
  run(report) {
    const open = RATES_PER_S.map(openLoop);
    const closed = CONCURRENCIES.map(closedLoop);
    for (const run of [...open, ...closed]) report(JSON.stringify(run));
    return { capacity_per_s: CAPACITY_PER_S, run_s: RUN_MS / 1000, open, closed };
  },
};
