import { randomStream } from "../../jobs/workloads/mod.ts";
import type { Failure, Sample } from "../../jobs/samples/mod.ts";
import type { StepSpec } from "../../jobs/plans/mod.ts";
import { makeSample } from "./make_sample.ts";
import { requestsOf, type Simulator } from "./run_plan.ts";

/** How the two sides of a comparison behave. */
export interface World {
  seed: number;
  /** TTFT of B over that of A. */
  ttftRatio: number;
}

/** An unhurried endpoint: prompts of various lengths, noise of every sort, and a slow tide. */
const BASE_TTFT_MS = 60;
const TTFT_MS_A_TOKEN = 0.25;
const MEAN_INPUT_TOKENS = 550;
const INPUT_SIGMA = 0.4;
const OUTPUT_TOKENS = 150;
const TPOT_MS = 20;
/** Standard deviations of logarithms. */
const REQUEST_NOISE = 0.15;
const STEP_NOISE = 0.02;
/** Both sides become slower and faster together, by so much, in so many ms. */
const TIDE = 0.2;
const TIDE_PERIOD_MS = 300_000;
const FAILING_SHARE = 0.01;

const FAILURE: Failure = {
  kind: "http_5xx",
  phase: "headers",
  httpStatus: 503,
  retryAfterS: null,
  message: "503",
  bodyExcerpt: null,
};

/** Two endpoints that share a machine's moods: what differs between them is `ttftRatio` alone. */
export function compareWorld({ seed, ttftRatio }: World): Simulator {
  let nowMs = 0;
  const phase = 2 * Math.PI * randomStream(seed, 0, "tide").uniform();
  return (step) => {
    const { dueMs, warmup } = requestsOf(step);
    nowMs += step.pauseBeforeMs;
    const samples = Array.from(dueMs, (due, index) => {
      const tide = 1 + TIDE * Math.sin(2 * Math.PI * (nowMs + due) / TIDE_PERIOD_MS + phase);
      return answer(step, index, index < warmup, due, tide, { seed, ttftRatio });
    });
    nowMs += samples.reduce((last, { endMs }) => Math.max(last, endMs), 0);
    return samples;
  };
}

function answer(
  step: StepSpec,
  index: number,
  warming: boolean,
  sentMs: number,
  tide: number,
  { seed, ttftRatio }: World,
): Sample {
  // The request is the same on both sides; what happens to it is not.
  const request = randomStream(step.seed, index, "request");
  const happening = randomStream(seed, step.index * 100_000 + index, "happening");
  const mood = Math.exp(randomStream(seed, step.index, "step").normal(0, STEP_NOISE));
  const noise = () => Math.exp(happening.normal(0, REQUEST_NOISE));
  const inputTokens = Math.round(MEAN_INPUT_TOKENS * Math.exp(request.normal(0, INPUT_SIGMA)));
  const ownRatio = step.side === "b" ? ttftRatio : 1;
  const ttftMs = (BASE_TTFT_MS + TTFT_MS_A_TOKEN * inputTokens) * ownRatio * tide * mood * noise();
  const restMs = (OUTPUT_TOKENS - 1) * TPOT_MS * tide * mood * noise();
  const sample = makeSample({
    index,
    phase: warming ? "warmup" : "measured",
    sentMs,
    firstTextMs: sentMs + ttftMs,
    lastTextMs: sentMs + ttftMs + restMs,
    outputTokens: OUTPUT_TOKENS,
    inputTokens,
  });
  return happening.uniform() < FAILING_SHARE ? { ...sample, failure: FAILURE } : sample;
}
