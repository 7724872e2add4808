/** A load that every client is put under. */
export interface Scenario {
  /** Unique; what tables and JSON call it. */
  name: string;
  /** Requests in flight; of an open loop, about so many are. */
  concurrency: number;
  /** Requests sent per second, evenly, whatever comes back; null: whenever an answer has ended. */
  ratePerS: number | null;
  /** Events an answer, sent `gapMs` apart; 0 sends them one right behind the other. */
  events: number;
  gapMs: number;
  /** From a request's arrival at the server to its first event, at least. */
  ttftMs: number;
  /** All streams send in the same instant, as batching engines do; else evenly spread over a gap. */
  burst: boolean;
  tls: boolean;
}

const CHAT = {
  ratePerS: null,
  events: 150,
  gapMs: 20,
  ttftMs: 40,
  burst: false,
  tls: false,
};

/** Long answers at `concurrency`: the headline load. */
export function steady(concurrency: number): Scenario {
  return { ...CHAT, name: `steady-${concurrency}`, concurrency };
}

/** The loads that are run at one concurrency only, by the name of their part of the bench. */
export const SINGLE_SCENARIOS: Readonly<Record<string, Scenario>> = {
  bursts: { ...CHAT, name: "bursts-256", concurrency: 256, burst: true },
  tls: { ...CHAT, name: "tls-256", concurrency: 256, tls: true },
  short: { ...CHAT, name: "short-64", concurrency: 64, events: 16 },
  "back-to-back": {
    ...CHAT,
    name: "back-to-back-64",
    concurrency: 64,
    events: 16,
    gapMs: 0,
    ttftMs: 0,
  },
  open: {
    ...CHAT,
    name: "open-2000",
    concurrency: 12,
    ratePerS: 2000,
    events: 2,
    gapMs: 1,
    ttftMs: 5,
  },
};

/** Events per second when no client is in the way, if answers follow one another at once. */
export function nominalEventsPerS(scenario: Scenario): number {
  const answerMs = scenario.ttftMs + (scenario.events - 1) * scenario.gapMs;
  return answerMs === 0 ? Infinity : scenario.concurrency * scenario.events * 1000 / answerMs;
}
