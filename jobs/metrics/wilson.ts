import { Z_95 } from "./normal.ts";
import type { Interval, Proportion } from "./summary_types.ts";

/**
 * Wilson score 95 % interval of a proportion (Wilson, "Probable inference, the law of succession,
 * and statistical inference", 1927). Unlike the textbook interval it stays inside [0, 1] and does
 * not collapse when all or none passed.
 *
 * @returns null when nothing was asked
 * @throws {RangeError} when `passed` is not between 0 and `asked`
 */
export function wilsonInterval(passed: number, asked: number): Interval | null {
  if (!(passed >= 0 && passed <= asked)) {
    throw new RangeError(`Cannot take ${passed} passed of ${asked} asked`);
  }
  if (asked === 0) return null;
  const rate = passed / asked;
  const z2 = Z_95 * Z_95;
  const centre = (rate + z2 / (2 * asked)) / (1 + z2 / asked);
  const half = Z_95 / (1 + z2 / asked) *
    Math.sqrt(rate * (1 - rate) / asked + z2 / (4 * asked * asked));
  // The exact bounds at the ends are 0 and 1; only rounding would miss them.
  return [passed === 0 ? 0 : centre - half, passed === asked ? 1 : centre + half];
}

/** A share of successes with its interval; rate and interval are null when nothing was asked. */
export function proportion(passed: number, asked: number): Proportion {
  return {
    passed,
    asked,
    rate: asked === 0 ? null : passed / asked,
    ci95: wilsonInterval(passed, asked),
  };
}
