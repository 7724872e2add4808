import { InvalidArgumentError } from "commander";
import type { Json } from "../../providers/protocols/protocol.ts";
import { parseLevels } from "../plans/parse_levels.ts";

/*
 * Readers of single option values. Each throws an `InvalidArgumentError` that says what is allowed.
 */

export function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

function number(value: string, what: string, accept: (n: number) => boolean): number {
  const parsed = value.trim() === "" ? NaN : Number(value);
  if (!Number.isFinite(parsed) || !accept(parsed)) {
    throw new InvalidArgumentError(`It must be ${what}.`);
  }
  return parsed;
}

export function positiveInt(value: string): number {
  return number(value, "a whole number above 0", (n) => Number.isSafeInteger(n) && n > 0);
}

export function nonNegativeInt(value: string): number {
  return number(value, "a whole number, 0 or above", (n) => Number.isSafeInteger(n) && n >= 0);
}

export function positive(value: string): number {
  return number(value, "a number above 0", (n) => n > 0);
}

/** Arrivals are stored in microseconds as 32-bit numbers, which last for 71 minutes. */
export function requestTimeout(value: string): number {
  return number(value, "a number above 0, at most 4200", (n) => n > 0 && n <= 4200);
}

export function nonNegative(value: string): number {
  return number(value, "a number, 0 or above", (n) => n >= 0);
}

export function seed(value: string): number {
  return number(
    value,
    "a whole number from 0 to 9007199254740991",
    (n) => Number.isSafeInteger(n) && n >= 0,
  );
}

export function jsonObject(value: string): Record<string, Json> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidArgumentError(`It is not JSON: ${error.message}.`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new InvalidArgumentError('It must be a JSON object such as {"temperature": 0}.');
  }
  return parsed as Record<string, Json>;
}

export function pairs(value: string): Record<string, Json> {
  return Object.fromEntries(
    value.split(",").map((pair) => {
      const equals = pair.indexOf("=");
      if (equals < 1) {
        throw new InvalidArgumentError(`"${pair}" is not key=value.`);
      }
      return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
    }),
  );
}

/** `60s`, `500ms`, `2m`, `1h`; a number alone is seconds. @returns ms */
export function duration(value: string): number {
  const parts = /^(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|m|min|h)?$/.exec(value.trim());
  const ms = parts === null ? NaN : Number(parts[1]) * UNIT_MS[parts[2] ?? "s"]!;
  if (!(ms >= 0 && ms <= LONGEST_MS)) {
    throw new InvalidArgumentError(
      "It must be a time such as 60s, 500ms or 10m, of a day at most.",
    );
  }
  return ms;
}

/** {@link duration} above 0. */
export function someTime(value: string): number {
  const ms = duration(value);
  if (ms === 0) throw new InvalidArgumentError("It must be above 0, such as 60s.");
  return ms;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};
const LONGEST_MS = 24 * 3_600_000;

/** Levels of a sweep. */
export function rates(value: string): number[] {
  return levels(value, "the list of rates", false);
}

/** Levels of a sweep. */
export function concurrencies(value: string): number[] {
  return levels(value, "the list of concurrencies", true);
}

function levels(value: string, what: string, whole: boolean): number[] {
  try {
    return parseLevels(value, what, whole);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidArgumentError(`${error.message}.`);
  }
}

/** A share kept free. */
export function share(value: string): number {
  return number(value, "a number from 0 up to below 1, such as 0.3", (n) => n >= 0 && n < 1);
}
