import { FUNCTIONS, FUNCTIONS_ID } from "./text/functions.ts";
import { SONNETS, SONNETS_ID } from "./text/sonnets.ts";
import { createTextSource, type TextSource } from "./text_source.ts";

/** What prompts can be made of. */
export const TEXT_NAMES = ["verse", "code"] as const;
export type TextName = (typeof TEXT_NAMES)[number];

/** A text and what to do with it. */
export interface Text {
  source: TextSource;
  /** Asks for an answer of about so many tokens. */
  instruction(maxTokens: number): string;
}

const made = new Map<TextName, Text>();

/** The text of a name; counted at its first use. */
export function textOf(name: TextName): Text {
  let text = made.get(name);
  if (text === undefined) made.set(name, text = MAKE[name]());
  return text;
}

const MAKE: Record<TextName, () => Text> = {
  verse: () => ({
    source: createTextSource(
      SONNETS_ID,
      SONNETS.trim().split("\n").filter((line) => line !== "").map((line) => `${line}\n`),
    ),
    instruction: (maxTokens) =>
      `Write out lines of the verse below, picked at random, one after another, about ` +
      `${maxTokens} tokens in all. Do not stop before that.`,
  }),
  code: () => ({
    source: createTextSource(
      FUNCTIONS_ID,
      FUNCTIONS.trim().split(/\n(?=\S)/).map((piece) => `${piece}\n`),
    ),
    instruction: (maxTokens) =>
      `Write more Python functions in the manner of those below, each with its tests, about ` +
      `${maxTokens} tokens in all. Do not stop before that.`,
  }),
};
