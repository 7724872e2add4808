import { randomStream } from "../../jobs/workloads/mod.ts";

/** When the simulated engine began and ended an answer, ms. */
export interface Served {
  firstTextMs: number;
  lastTextMs: number;
  /** Where the engine drew the answer's length. */
  outputTokens?: number;
}

/**
 * A server in virtual time: the answers to requests that come at these times, ascending, ms.
 *
 * @param seed of whatever the engine draws
 */
export type Engine = (arrivalsMs: Float64Array, seed: number) => Served[];

const REST_MS = 100;

/**
 * One server, first come first served, that takes `1 / capacityPerS` for the first text of every
 * request: the M/D/1 queue when arrivals are Poisson. The rest of an answer takes 100 ms and disturbs
 * nobody.
 */
export function queueEngine(capacityPerS: number): Engine {
  const serviceMs = 1000 / capacityPerS;
  return (arrivalsMs) => {
    let freeMs = -Infinity;
    return Array.from(arrivalsMs, (arrivalMs) => {
      freeMs = Math.max(freeMs, arrivalMs) + serviceMs;
      return { firstTextMs: freeMs, lastTextMs: freeMs + REST_MS };
    });
  };
}

/** The law of a batching engine. */
export interface BatchingLaw {
  /** Length of a step with nobody in it, ms, and what each request in the batch adds. */
  stepMs: number;
  perRequestMs: number;
  /** Steps of an answer, in the mean; each makes a token of every request in the batch. */
  outputTokens: number;
  /** Standard deviation of the logarithm of an answer's tokens. Default: 0, all are alike. */
  outputSigma?: number;
}

/**
 * Continuous batching: a step makes one token of every request in the batch and takes longer the
 * more there are. A request joins at the next step's begin and leaves after its last token.
 */
export function batchingEngine(law: BatchingLaw): Engine {
  return (arrivalsMs, seed) => {
    const served: Required<Served>[] = [];
    /** Requests that leave at the end of a step. */
    const leaving = new Map<number, Served[]>();
    let inBatch = 0;
    let nowMs = 0;
    for (let step = 0; served.length < arrivalsMs.length || inBatch > 0; step++) {
      if (inBatch === 0) nowMs = Math.max(nowMs, arrivalsMs[served.length]!);
      const joining: Required<Served>[] = [];
      for (let i = served.length; i < arrivalsMs.length && arrivalsMs[i]! <= nowMs; i++) {
        joining.push({ firstTextMs: 0, lastTextMs: 0, outputTokens: answerTokens(law, seed, i) });
      }
      inBatch += joining.length;
      served.push(...joining);
      nowMs += law.stepMs + law.perRequestMs * inBatch;
      for (const one of joining) {
        one.firstTextMs = nowMs;
        const last = step + one.outputTokens - 1;
        if (!leaving.has(last)) leaving.set(last, []);
        leaving.get(last)!.push(one);
      }
      const left = leaving.get(step) ?? [];
      for (const one of left) one.lastTextMs = nowMs;
      inBatch -= left.length;
      leaving.delete(step);
    }
    return served;
  };
}

/** At least 2, so that every answer has a first and a last token. */
function answerTokens({ outputTokens, outputSigma = 0 }: BatchingLaw, seed: number, index: number) {
  if (outputSigma === 0) return outputTokens;
  const median = outputTokens * Math.exp(-outputSigma * outputSigma / 2);
  const drawn = randomStream(seed, index, "answer").normal(0, outputSigma);
  return Math.max(2, Math.round(median * Math.exp(drawn)));
}
