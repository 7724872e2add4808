const SMALL = (
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen " +
  "sixteen seventeen eighteen nineteen"
).split(" ");
const TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/** Largest number {@link numberToWords} can write. */
export const MAX_NUMBER_IN_WORDS = 999_999_999;

/**
 * A whole number in English words, British style: 4207 gives
 * `four thousand two hundred and seven`, 1_000_005 gives `one million and five`.
 *
 * @throws {RangeError} when the number is not whole, or not from 0 to 999,999,999
 */
export function numberToWords(number: number): string {
  if (!Number.isInteger(number) || number < 0 || number > MAX_NUMBER_IN_WORDS) {
    throw new RangeError(`number must be whole, from 0 to ${MAX_NUMBER_IN_WORDS}: got ${number}`);
  }
  if (number === 0) return "zero";
  const words: string[] = [];
  const millions = Math.floor(number / 1_000_000);
  const thousands = Math.floor(number / 1000) % 1000;
  const rest = number % 1000;
  if (millions > 0) words.push(wordsBelowThousand(millions), "million");
  if (thousands > 0) words.push(wordsBelowThousand(thousands), "thousand");
  if (rest > 0) {
    if (words.length > 0 && rest < 100) words.push("and");
    words.push(wordsBelowThousand(rest));
  }
  return words.join(" ");
}

function wordsBelowThousand(number: number): string {
  if (number < 20) return SMALL[number]!;
  if (number < 100) {
    const tens = TENS[Math.floor(number / 10)]!;
    return number % 10 === 0 ? tens : `${tens}-${SMALL[number % 10]!}`;
  }
  const hundreds = `${SMALL[Math.floor(number / 100)]!} hundred`;
  return number % 100 === 0 ? hundreds : `${hundreds} and ${wordsBelowThousand(number % 100)}`;
}
