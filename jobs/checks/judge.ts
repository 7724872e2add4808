import { isDeepStrictEqual } from "node:util";
import type { CheckItem, CheckKind } from "./check_item.ts";

/**
 * Whether an answer is right. Pure; never throws on any text.
 *
 * - A number counts when it is the one printed FIRST; a right one further on does not help.
 * - A copy must be exact but for whitespace around it. Brackets, quotes or a code fence around it
 *   are something else printed, which the question forbids.
 * - JSON may stand in one code fence; its keys, types and values must be exactly those asked for.
 *
 * A `<think>` block at the start is left out: it is reasoning that a server did not set apart.
 */
export function judge(item: Pick<CheckItem, "kind" | "expected">, answerText: string): boolean {
  const answer = answerText.replace(/^\s*<think>[^]*?<\/think>/, "").trim();
  return JUDGES[item.kind](answer, item.expected);
}

const JUDGES: Record<CheckKind, (answer: string, expected: string) => boolean> = {
  number_words: isFirstNumber,
  arithmetic: isFirstNumber,
  exact_copy: (answer, expected) => answer === expected,
  json_shape: isSameJson,
};

function isFirstNumber(answer: string, expected: string): boolean {
  const first = firstNumber(answer);
  return first !== null && first === Number(expected);
}

/**
 * A number that is not part of a word or of another number: sign, whole part, fraction, exponent.
 * The minus may be a hyphen or U+2212, and must touch the digits, since "- 7" is a list item.
 * Thousands may be parted by commas, LaTeX's `{,}` or a no-break or thin space.
 */
const NUMBER =
  /(?<![\p{L}\p{N}_])(?:(?<![\p{L}\p{N}_)\]])(?<sign>[-\u2212+]))?(?<whole>\d{1,3}(?:(?:,|\{,\}|[\u00a0\u202f\u2009])\d{3})+(?!\d)|\d+)(?<fraction>\.\d+)?(?<exponent>[eE][-+]?\d+)?(?<more>[.,]\d)?/u;

/**
 * The value of the number printed first; null when there is none, or it is written in a way that has
 * no one reading. `4,207` and `4207.0` are 4207; `4.207` is a little over four, as in English;
 * `42,07` has no one reading.
 */
function firstNumber(text: string): number | null {
  const groups = NUMBER.exec(text)?.groups;
  if (groups === undefined || groups.more !== undefined) return null;
  const { sign, whole, fraction = "", exponent = "" } = groups;
  const size = Number(whole!.replace(/\D/g, "") + fraction + exponent);
  // A result of 0 stays 0: minus zero is not another number.
  return (sign === "-" || sign === "\u2212") && size !== 0 ? -size : size;
}

function isSameJson(answer: string, expected: string): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(withoutFence(answer)), JSON.parse(expected));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** The inside of a Markdown code fence that is all of the text; else the text as it is. */
function withoutFence(text: string): string {
  const fence = "```";
  const firstBreak = text.indexOf("\n");
  if (!text.startsWith(fence) || !text.endsWith(fence) || firstBreak === -1) return text;
  const language = text.slice(fence.length, firstBreak).trim().toLowerCase();
  return ["", "json"].includes(language) ? text.slice(firstBreak + 1, -fence.length) : text;
}
