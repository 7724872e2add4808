import { evaluate } from "./arithmetic.ts";
import { parseNumberWords } from "./number_words.ts";

/** A recognised question's right answer, and a plausible wrong one. */
export interface Answers {
  right: string;
  wrong: string;
}

/**
 * Works out the answer to a correctness-check prompt, as a model would, from the prompt's text.
 *
 * A wrong number is followed by the right one, so that a judge who looks anywhere in the text
 * instead of at the number printed first is found out.
 *
 * @returns null when the text is no such prompt
 */
export function answerPrompt(prompt: string): Answers | null {
  return answerNumberWords(prompt) ?? answerArithmetic(prompt) ?? answerCopy(prompt) ??
    answerJson(prompt);
}

function numberAnswers(value: number | null): Answers | null {
  if (value === null) return null;
  return { right: String(value), wrong: `${value + 1}, or perhaps ${value}` };
}

function answerNumberWords(prompt: string): Answers | null {
  const found =
    /Convert these words into a number\. Print the number in digits first\.\r?\nWords: ([^\n]+)/
      .exec(prompt);
  return found === null ? null : numberAnswers(parseNumberWords(found[1]!));
}

function answerArithmetic(prompt: string): Answers | null {
  const found = /Work out the result\. Print it in digits first\.\r?\nExpression: ([^\n]+)/
    .exec(prompt);
  return found === null ? null : numberAnswers(evaluate(found[1]!));
}

function answerCopy(prompt: string): Answers | null {
  const found =
    /Copy the text between the angle brackets exactly, and print nothing else\.\r?\nText: <([^]*)>/
      .exec(prompt);
  if (found === null) return null;
  const text = found[1]!;
  return { right: text, wrong: `The text is: ${text}` };
}

function answerJson(prompt: string): Answers | null {
  const found = /Answer with one JSON object and nothing else, with these fields:\r?\n([^]+)$/.exec(
    prompt,
  );
  if (found === null) return null;
  const fields: Record<string, unknown> = {};
  for (const line of found[1]!.split(/\r?\n/)) {
    if (line.trim() === "") continue;
    const field = /^(\w+) \((string|integer|number|boolean|array of strings)\): (.*)$/.exec(line);
    if (field === null) return null;
    fields[field[1]!] = fieldValue(field[2]!, field[3]!.trim());
  }
  const right = JSON.stringify(fields);
  return { right, wrong: right.slice(0, -1) };
}

function fieldValue(type: string, text: string): unknown {
  if (type === "integer" || type === "number") return Number(text);
  if (type === "boolean") return text === "true";
  if (type === "array of strings") return text === "" ? [] : text.split(",").map((s) => s.trim());
  return text;
}
