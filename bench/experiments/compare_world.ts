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
  /** Default: {@link USUAL_WORLD}. */
  law?: WorldLaw;
}

/** What is the same for both sides. */
export interface WorldLaw {
  baseTtftMs: number;
  ttftMsAToken: number;
  meanInputTokens: number;
  inputSigma: number;
  outputTokens: number;
  tpotMs: number;
  /** Standard deviations of logarithms, from request to request and from step to step. */
  requestNoise: number;
  stepNoise: number;
  /** Both sides become slower and faster together, by this share, in so many ms. */
  tide: number;
  tidePeriodMs: number;
  failingShare: number;
}

/** An unhurried endpoint: prompts of various lengths, noise of every sort, and a slow tide. */
export const USUAL_WORLD: WorldLaw = {
  baseTtftMs: 60,
  ttftMsAToken: 0.25,
  meanInputTokens: 550,
  inputSigma: 0.4,
  outputTokens: 150,
  tpotMs: 20,
  requestNoise: 0.15,
  stepNoise: 0.02,
  tide: 0.2,
  tidePeriodMs: 300_000,
  failingShare: 0.01,
};

const FAILURE: Failure = {
  kind: "http_5xx",
  phase: "headers",
  httpStatus: 503,
  retryAfterS: null,
  message: "503",
  bodyExcerpt: null,
};

/** Two endpoints that share a machine's moods: what differs between them is `ttftRatio` alone. */
export function compareWorld({ seed, ttftRatio, law = USUAL_WORLD }: World): Simulator {
  let nowMs = 0;
  const phase = 2 * Math.PI * randomStream(seed, 0, "tide").uniform();
  return (step) => {
    const { dueMs, warmup } = requestsOf(step);
    nowMs += step.pauseBeforeMs;
    const samples = Array.from(dueMs, (due, index) => {
      const tide = 1 + law.tide * Math.sin(2 * Math.PI * (nowMs + due) / law.tidePeriodMs + phase);
      return answer(step, index, index < warmup, due, tide, { seed, ttftRatio, law });
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
  { seed, ttftRatio, law }: Required<World>,
): Sample {
  // The request is the same on both sides; what happens to it is not.
  const request = randomStream(step.seed, index, "request");
  const happening = randomStream(seed, step.index * 100_000 + index, "happening");
  const mood = Math.exp(randomStream(seed, step.index, "step").normal(0, law.stepNoise));
  const noise = () => Math.exp(happening.normal(0, law.requestNoise));
  const inputTokens = Math.round(law.meanInputTokens * Math.exp(request.normal(0, law.inputSigma)));
  const outputTokens = Math.round(law.outputTokens);
  const ownRatio = step.side === "b" ? ttftRatio : 1;
  const ttftMs = (law.baseTtftMs + law.ttftMsAToken * inputTokens) * ownRatio * tide * mood *
    noise();
  const restMs = (outputTokens - 1) * law.tpotMs * tide * mood * noise();
  const sample = makeSample({
    index,
    phase: warming ? "warmup" : "measured",
    sentMs,
    firstTextMs: sentMs + ttftMs,
    lastTextMs: sentMs + ttftMs + restMs,
    outputTokens,
    inputTokens,
  });
  return happening.uniform() < law.failingShare ? { ...sample, failure: FAILURE } : sample;
}
