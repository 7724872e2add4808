import type { Usage } from "./protocol.ts";

/** No answer has as many tokens, and no integer column holds more. */
const MAX_COUNT = 2 ** 31 - 1;

/**
 * A token count as the wire gave it. What is not a whole number from 0 to 2,147,483,647 is read as
 * not reported: a wrong count would silently bend every tokens-per-second figure.
 */
export function readCount(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT
    ? value
    : null;
}

/** The sum of what is reported; null when nothing is. */
export function sumCounts(...counts: (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  return known.length === 0 ? null : readCount(known.reduce((sum, count) => sum + count));
}

/** Usage made of unchecked counts; null when none of them is a count. */
export function usageOf(
  raw: { input?: unknown; output?: unknown; reasoning?: unknown; cached?: unknown },
): Usage | null {
  const usage: Usage = {
    inputTokens: readCount(raw.input),
    outputTokens: readCount(raw.output),
    reasoningTokens: readCount(raw.reasoning),
    cachedInputTokens: readCount(raw.cached),
  };
  return Object.values(usage).every((count) => count === null) ? null : usage;
}
