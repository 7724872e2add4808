/** Levels a sweep may have. */
const MOST_LEVELS = 100;

/**
 * Reads the levels of a sweep: a list `1,2,4,8`, a linear row `1..10+3` (1, 4, 7, 10) or a geometric
 * one `1..64*2` (1, 2, 4, ... 64). Rows end at their last level, whatever the stride makes of it.
 *
 * @param what names the option, for the message
 * @param whole true for concurrencies, which are whole numbers
 * @returns ascending, each once
 * @throws {RangeError} in one line, when it cannot be read
 */
export function parseLevels(text: string, what: string, whole = false): number[] {
  const row = /^\s*([\d.]+)\s*\.\.\s*([\d.]+?)\s*([+*x])\s*([\d.]+)\s*$/.exec(text);
  const levels = row === null
    ? text.split(",").map((part) => part.trim() === "" ? NaN : Number(part))
    : rowOf(Number(row[1]), Number(row[2]), row[3] === "+" ? "+" : "*", Number(row[4]));
  const wrong = levels.find((level) =>
    !(level > 0 && Number.isFinite(level) && (!whole || Number.isSafeInteger(level)))
  );
  if (levels.length === 0 || wrong !== undefined) {
    throw new RangeError(
      `${what} "${text}" cannot be read: write ${whole ? "whole numbers" : "numbers"} above 0 as ` +
        "1,2,4,8 or 1..10+3 or 1..64*2",
    );
  }
  const ascending = [...new Set(levels)].sort((a, b) => a - b);
  if (ascending.length > MOST_LEVELS) {
    throw new RangeError(`${what} "${text}" makes more than ${MOST_LEVELS} levels: take fewer`);
  }
  return ascending;
}

function rowOf(from: number, to: number, operator: "+" | "*", stride: number): number[] {
  const rises = operator === "+" ? stride > 0 : stride > 1;
  if (!(from > 0 && to >= from && rises)) return [];
  const levels: number[] = [];
  for (let i = 0; levels.length <= MOST_LEVELS; i++) {
    // Counted anew for each level, so that rounding does not add up.
    const level = Number(
      (operator === "+" ? from + i * stride : from * stride ** i).toPrecision(12),
    );
    if (level >= to) break;
    levels.push(level);
  }
  return [...levels, to];
}
