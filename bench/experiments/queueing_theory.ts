import type { BatchingLaw } from "./engine.ts";

/**
 * Chance that a request of an M/D/1 queue waits at most so long before its service begins (Erlang
 * 1909; Gross and Harris, "Fundamentals of Queueing Theory", section 5.1.5).
 *
 * Its terms alternate and grow like e^(rate x wait), which double precision bears up to about 20
 * services' wait.
 *
 * @param load arrival rate over service rate, below 1
 * @param services the wait, in service times
 */
export function waitingChance(load: number, services: number): number {
  let sum = 0;
  let factorial = 1;
  for (let k = 0; k <= Math.floor(services); k++) {
    if (k > 0) factorial *= k;
    const x = load * (k - services);
    sum += x ** k / factorial * Math.exp(-x);
  }
  return (1 - load) * sum;
}

/**
 * Highest arrival rate at which the stated share of an M/D/1 queue's requests has left within a
 * time: waiting and its own service, 1/s.
 */
export function queueRate(capacityPerS: number, share: number, withinMs: number): number {
  const services = withinMs * capacityPerS / 1000 - 1;
  return capacityPerS * crossing((load) => share - waitingChance(load, services));
}

/**
 * Highest arrival rate at which the mean answer of the batching engine takes so long, 1/s.
 *
 * Requests share the engine equally, so that it is a symmetric queue with state-dependent speed:
 * the number in it has a distribution that does not depend on the answers' lengths (Kelly,
 * "Reversibility and Stochastic Networks", 1979, section 3.3), here a negative binomial one, whose
 * mean gives the answer's time n (a + b) / (1 - rate n b) by Little's law. Steps are taken as short
 * beside an answer; the wait for the begin of a step is half a step, 1 / 2n of an answer.
 *
 * @param law its tokens are those of the mean answer
 */
export function batchingRate(
  { stepMs, perRequestMs, outputTokens }: BatchingLaw,
  meanAnswerMs: number,
): number {
  const aloneMs = outputTokens * (stepMs + perRequestMs);
  const servedMs = meanAnswerMs / (1 + 1 / (2 * outputTokens));
  return 1000 * (1 - aloneMs / servedMs) / (outputTokens * perRequestMs);
}

/** Where a rising function of (0, 1) is 0. */
function crossing(rising: (x: number) => number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
