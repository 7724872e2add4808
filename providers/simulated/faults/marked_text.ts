import type { AnswerFacts } from "../dialects/mod.ts";

/** One o200k token, with a character beyond ASCII. */
const MARKED = " caf\u00e9";
const ESCAPED = "\\u00e9";

/**
 * Puts a character beyond ASCII into the text in the middle, and writes it as the given bytes:
 * everywhere else characters are escaped, so that no cut can fall inside one.
 *
 * @param bytes one character a byte
 * @returns null when there is no text
 */
export function withMarkedText(facts: AnswerFacts, bytes: string): AnswerFacts | null {
  const { plan: { events } } = facts;
  const middle = events.length >> 1;
  const event = events[middle];
  if (event === undefined) return null;
  return {
    ...facts,
    plan: { ...facts.plan, events: events.with(middle, { ...event, text: MARKED }) },
    json: (value) => facts.json(value).replaceAll(ESCAPED, bytes),
  };
}
