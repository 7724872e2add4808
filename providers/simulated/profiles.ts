import { DRAWS, lognormal, type Random, seededRandom } from "./random.ts";
import { generateText } from "./words.ts";

/** The figures a profile's plan is made of. */
export interface PlanSettings {
  /** Time from the request's last byte to the first generated text, ms. */
  ttftMs: number;
  /** Gap between consecutive text events, ms. */
  itlMs: number;
  /** Tokens in each text event. */
  tokensPerEvent: number;
}

/** One text event, as planned. */
export interface PlannedEvent {
  /** Due this long after the request's last byte was read, ms. */
  atMs: number;
  sort: "reasoning" | "content";
  text: string;
  tokens: number;
}

/** What one response will do. A function of seed, request number and settings alone. */
export interface StreamPlan {
  events: PlannedEvent[];
  /**
   * When set, the whole response is moved to the next multiple of this many ms of the server's
   * clock, so that all streams send in the same instant, as batching engines do.
   */
  stepMs: number | null;
}

/** A named character of a provider. */
export interface Profile {
  name: string;
  /** One line for people. */
  description: string;
  defaults: PlanSettings;
  /** Due time of the first text event, ms. */
  firstMs(random: Random, settings: PlanSettings): number;
  /** Gap before a later text event, ms. */
  gapMs(random: Random, settings: PlanSettings): number;
  /** Tokens of one text event, at least 1. */
  eventTokens(random: Random, settings: PlanSettings): number;
  /** Share of the output tokens that is reasoning, 0 to 1. */
  reasoningShare: number;
  /** All streams send on one shared grid of `itlMs`. */
  sharedSteps: boolean;
}

const STEADY: Omit<Profile, "name" | "description"> = {
  defaults: { ttftMs: 200, itlMs: 20, tokensPerEvent: 1 },
  firstMs: (_random, settings) => settings.ttftMs,
  gapMs: (_random, settings) => settings.itlMs,
  eventTokens: (_random, settings) => settings.tokensPerEvent,
  reasoningShare: 0,
  sharedSteps: false,
};

const TTFT_SIGMA = 0.3;
const GAP_SIGMA = 0.5;
const STALL_CHANCE = 0.02;
const STALL_GAPS = 25;

/** Every profile, in the order `--list-profiles` shows them. */
export const PROFILES: readonly Profile[] = [
  {
    ...STEADY,
    name: "deterministic",
    description: "the same TTFT and the same gap for every request and event",
  },
  {
    ...STEADY,
    name: "lognormal",
    description: "TTFT and gaps drawn from lognormal distributions around their medians",
    firstMs: (random, settings) => lognormal(random, settings.ttftMs, TTFT_SIGMA),
    gapMs: (random, settings) => lognormal(random, settings.itlMs, GAP_SIGMA),
  },
  {
    ...STEADY,
    name: "engine-steps",
    description: "all streams send in the same instant, on one shared grid of steps",
    sharedSteps: true,
  },
  {
    ...STEADY,
    name: "multi-token",
    description: "events of several tokens: 1 to 2k-1, k on average",
    defaults: { ttftMs: 200, itlMs: 60, tokensPerEvent: 4 },
    eventTokens: (random, settings) => 1 + Math.floor(random() * (2 * settings.tokensPerEvent - 1)),
  },
  {
    ...STEADY,
    name: "slow-start",
    description: "a long wait for the first token, then a fast stream",
    defaults: { ttftMs: 1500, itlMs: 8, tokensPerEvent: 1 },
  },
  {
    ...STEADY,
    name: "reasoning",
    description: "the first two fifths of the tokens are reasoning, then the answer",
    reasoningShare: 0.4,
  },
  {
    ...STEADY,
    name: "stalls",
    description: `one gap in ${1 / STALL_CHANCE} is ${STALL_GAPS} times as long`,
    gapMs: (random, settings) =>
      random() < STALL_CHANCE ? settings.itlMs * STALL_GAPS : settings.itlMs,
  },
];

/** Finds a profile by its name; null when there is none. */
export function findProfile(name: string): Profile | null {
  return PROFILES.find((profile) => profile.name === name) ?? null;
}

/** A piece of text that goes out as one event. */
export interface TextPiece {
  text: string;
  tokens: number;
}

/** What {@link planStream} needs to know. */
export interface PlanInput {
  profile: Profile;
  settings: PlanSettings;
  seed: number;
  /** The request's number in order of arrival, from 0. */
  requestNumber: number;
  /** Tokens to generate, reasoning included; ignored for the answer part when `answer` is given. */
  outputTokens: number;
  /** Text to answer with, already in event-sized pieces; null generates words. */
  answer: readonly TextPiece[] | null;
}

/** Plans one response: when each event is due and what it says. Pure. */
export function planStream(input: PlanInput): StreamPlan {
  const { profile, settings, seed, requestNumber, outputTokens, answer } = input;
  const pacing = seededRandom(seed, requestNumber, DRAWS.plan);
  const wording = seededRandom(seed, requestNumber, DRAWS.text);
  const reasoningTokens = Math.floor(outputTokens * profile.reasoningShare);
  const events: PlannedEvent[] = [];
  let atMs = profile.firstMs(pacing, settings);

  const add = (sort: PlannedEvent["sort"], text: string, tokens: number) => {
    if (events.length > 0) atMs += profile.gapMs(pacing, settings);
    events.push({ atMs, sort, text, tokens });
  };
  const generate = (sort: PlannedEvent["sort"], count: number) => {
    for (let left = count; left > 0;) {
      const tokens = Math.min(left, profile.eventTokens(pacing, settings));
      add(sort, generateText(wording, tokens), tokens);
      left -= tokens;
    }
  };

  generate("reasoning", reasoningTokens);
  if (answer === null) generate("content", outputTokens - reasoningTokens);
  else for (const piece of answer) add("content", piece.text, piece.tokens);
  return { events, stepMs: profile.sharedSteps && settings.itlMs > 0 ? settings.itlMs : null };
}

/**
 * How far a response is moved so that its first text event falls on the shared grid, ms.
 *
 * @param firstDueMs when the first text event would be due, on the server's clock
 */
export function stepShiftMs(stepMs: number | null, firstDueMs: number): number {
  if (stepMs === null) return 0;
  return Math.ceil(firstDueMs / stepMs) * stepMs - firstDueMs;
}
