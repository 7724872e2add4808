/** When the simulated engine began and ended an answer, ms. */
export interface Served {
  firstTextMs: number;
  lastTextMs: number;
}

/** A server in virtual time: the answers to requests that come at these times, ascending, ms. */
export type Engine = (arrivalsMs: Float64Array) => Served[];

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
  /** Steps of every answer; each makes a token of every request in the batch. */
  outputTokens: number;
}

/**
 * Continuous batching: a step makes one token of every request in the batch and takes longer the
 * more there are. A request joins at the next step's begin and leaves after its last token.
 */
export function batchingEngine({ stepMs, perRequestMs, outputTokens }: BatchingLaw): Engine {
  return (arrivalsMs) => {
    const served: Served[] = [];
    /** Steps at whose end the requests in the batch leave, in the order they joined. */
    const leaveAfter: number[] = [];
    let oldest = 0;
    let nowMs = 0;
    let step = 0;
    while (oldest < arrivalsMs.length) {
      const waiting = leaveAfter.length;
      if (oldest === waiting) nowMs = Math.max(nowMs, arrivalsMs[waiting]!);
      while (leaveAfter.length < arrivalsMs.length && arrivalsMs[leaveAfter.length]! <= nowMs) {
        leaveAfter.push(step + outputTokens - 1);
      }
      nowMs += stepMs + perRequestMs * (leaveAfter.length - oldest);
      for (let i = waiting; i < leaveAfter.length; i++) {
        served.push({ firstTextMs: nowMs, lastTextMs: nowMs });
      }
      while (oldest < leaveAfter.length && leaveAfter[oldest] === step) {
        served[oldest++]!.lastTextMs = nowMs;
      }
      step++;
    }
    return served;
  };
}
