const SMALL = [
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
  "sixteen seventeen eighteen nineteen",
].join(" ").split(" ");
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const SCALES: Readonly<Record<string, number>> = {
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};

/**
 * Reads an English number such as "four thousand two hundred and seven".
 *
 * @returns null when a word is not part of a number
 */
export function parseNumberWords(words: string): number | null {
  const parts = words.toLowerCase().trim().split(/[\s,-]+/).filter((word) => word !== "and");
  const negative = parts[0] === "minus";
  if (negative) parts.shift();
  if (parts.length === 0) return null;
  let total = 0;
  let group = 0;
  for (const word of parts) {
    const small = SMALL.indexOf(word);
    const ten = TENS.indexOf(word);
    const scale = SCALES[word];
    if (small >= 0) group += small;
    else if (ten >= 0) group += 20 + 10 * ten;
    else if (word === "hundred") group *= 100;
    else if (scale !== undefined) {
      total += group * scale;
      group = 0;
    } else return null;
  }
  return negative ? -(total + group) : total + group;
}
