import { type Random, randomStream } from "../workloads/mod.ts";
import { drawArithmetic } from "./arithmetic.ts";
import { CHECK_KINDS, type CheckItem, type CheckKind } from "./check_item.ts";
import { numberToWords } from "./number_words.ts";

/**
 * Makes correctness questions, the four kinds in turn. Each is a function of seed and index alone.
 *
 * @param seed any whole number
 * @param count how many, 0 or more
 * @throws {RangeError} when seed or count is not such a number
 */
export function generateCheckItems(seed: number, count: number): CheckItem[] {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`count must be a whole number of at least 0: got ${count}`);
  }
  return Array.from({ length: count }, (_, index) => {
    const kind = CHECK_KINDS[index % CHECK_KINDS.length]!;
    return { index, kind, ...DRAW[kind](randomStream(seed, index, `check ${kind}`)) };
  });
}

type Question = Pick<CheckItem, "prompt" | "expected">;

/** The prompts' wording is a contract: the simulated provider recognises and answers them. */
const DRAW: Record<CheckKind, (random: Random) => Question> = {
  number_words(random) {
    // As many short numbers as long ones; drawn evenly, nearly all would have nine digits.
    const number = random.below(10 ** (1 + random.below(9)));
    return {
      prompt: "Convert these words into a number. Print the number in digits first.\n" +
        `Words: ${numberToWords(number)}`,
      expected: String(number),
    };
  },
  arithmetic(random) {
    const { expression, value } = drawArithmetic(random);
    return {
      prompt: `Work out the result. Print it in digits first.\nExpression: ${expression}`,
      expected: String(value),
    };
  },
  exact_copy(random) {
    const text = drawCopyText(random);
    return {
      prompt: "Copy the text between the angle brackets exactly, and print nothing else.\n" +
        `Text: <${text}>`,
      expected: text,
    };
  },
  json_shape(random) {
    const name = `${pick(random, FIRST_NAMES)} ${pick(random, LAST_NAMES)}`;
    const count = 1 + random.below(999);
    const tags = pickSome(random, TAGS, 2 + random.below(3));
    return {
      prompt: "Answer with one JSON object and nothing else, with these fields:\n" +
        `name (string): ${name}\ncount (integer): ${count}\n` +
        `tags (array of strings): ${tags.join(", ")}`,
      expected: JSON.stringify({ name, count, tags }),
    };
  },
};

const PLAIN = [
  "lantern",
  "orchard,",
  "seven",
  "Quartz;",
  "river",
  "(north)",
  "B-12",
  "half",
  "yes!",
];
const ACCENTED = ["café", "Zürich", "naïve", "Łódź", "señor", "Ærø", "crème", "São Paulo"];
const SYMBOLS = ["東京", "Ωμέγα", "привет", "½", "→", "№ 7", "🙂", "3 €"];
const FIRST_NAMES = ["Mira", "Jonas", "Amina", "Pavel", "Lucía", "Tomas", "Ingrid", "Kofi"];
const LAST_NAMES = ["Holt", "Okafor", "Lindqvist", "Moreau", "Tanaka", "Varga", "Brandt", "Silva"];
const TAGS = ["red", "green", "blue", "amber", "violet", "white", "black", "silver", "teal"];

/** Words that a careless copy changes: accents, other scripts, punctuation, and a double space. */
function drawCopyText(random: Random): string {
  const words = [
    ...pickSome(random, PLAIN, 3),
    ...pickSome(random, ACCENTED, 2),
    ...pickSome(random, SYMBOLS, 2),
  ];
  const shuffled = pickSome(random, words, words.length);
  const doubled = random.below(shuffled.length - 1);
  return shuffled.map((word, at) =>
    at === shuffled.length - 1 ? word : `${word}${at === doubled ? "  " : " "}`
  ).join("");
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)]!;
}

/** `count` different ones, in random order (Fisher and Yates). */
function pickSome<T>(random: Random, from: readonly T[], count: number): T[] {
  const left = [...from];
  return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)[0]!);
}
