import type { Comparison, Slo, SloClause } from "./slo_types.ts";
import { SloSyntaxError } from "./slo_syntax_error.ts";
import {
  findStatistic,
  findSubject,
  STATISTIC_NAMES,
  type Subject,
  SUBJECT_NAMES,
  UNITS,
} from "./vocabulary.ts";

/** Above all that can be measured; larger numbers are typing errors. */
const MAX_BOUND = 1e12;

/**
 * Reads objectives such as `ttft:p95<500ms;itl:p99<=50ms;e2e:mean<2s;success>=99%`.
 *
 * @throws {SloSyntaxError} when it is malformed, with the place marked
 */
export function parseSlo(expression: string): Slo {
  const clauses: SloClause[] = [];
  let at = 0;
  for (const text of expression.split(";")) {
    const start = at + (text.length - text.trimStart().length);
    const last = at + text.length >= expression.length;
    at += text.length + 1;
    if (text.trim() === "") {
      if (last && clauses.length > 0) continue;
      throw new SloSyntaxError(
        "an objective is missing here: write one such as ttft:p95<500ms",
        expression,
        start - text.length,
        1,
      );
    }
    clauses.push(new ClauseReader(expression, start, text.trim()).read());
  }
  return { clauses };
}

/** Reads one clause and knows where in the whole expression each part stands. */
class ClauseReader {
  constructor(
    private readonly expression: string,
    private readonly start: number,
    private readonly text: string,
  ) {}

  read(): SloClause {
    const operator = /[<>]=?|[=≤≥]/.exec(this.text);
    if (operator === null) {
      throw this.error(
        `"${this.text}" has no bound: add one such as <500ms`,
        0,
        this.text.length,
      );
    }
    if (!/[<>]/.test(operator[0])) {
      throw this.error("an objective is a limit: write <=, <, >= or >", operator.index, 1);
    }
    const left = this.text.slice(0, operator.index);
    const colon = left.indexOf(":");
    const name = (colon < 0 ? left : left.slice(0, colon)).trim();
    const subject = this.subject(name);
    const boundAt = operator.index + operator[0].length;
    const limit = {
      comparison: operator[0] as Comparison,
      bound: this.bound(this.text.slice(boundAt), boundAt, subject, name),
    };
    if (subject.kind === "run") {
      if (colon >= 0) {
        throw this.error(
          `${name} is one figure of the whole run and takes no statistic: write ${name}>=...`,
          colon,
          left.trimEnd().length - colon,
        );
      }
      return { kind: "run", figure: subject.figure, ...limit };
    }
    const statistic = this.statistic(left, colon, name);
    return { kind: "metric", metric: subject.metric, statistic, ...limit };
  }

  private subject(name: string): Subject {
    const subject = findSubject(name);
    if (subject !== undefined) return subject;
    throw this.error(
      name === ""
        ? `the metric is missing: one of ${SUBJECT_NAMES.join(", ")}`
        : `"${name}" is no metric: write one of ${SUBJECT_NAMES.join(", ")}`,
      0,
      name.length,
    );
  }

  private statistic(left: string, colon: number, name: string) {
    if (colon < 0) {
      throw this.error(
        `of ${name} say which statistic: ${name}:p95, or another of ${STATISTIC_NAMES.join(", ")}`,
        0,
        name.length,
      );
    }
    const text = left.slice(colon + 1);
    const statistic = findStatistic(text.trim());
    if (statistic !== undefined) return statistic;
    throw this.error(
      text.trim() === ""
        ? `the statistic is missing: one of ${STATISTIC_NAMES.join(", ")}`
        : `"${text.trim()}" is no statistic: write one of ${STATISTIC_NAMES.join(", ")}`,
      colon + 1 + (text.length - text.trimStart().length),
      text.trim().length,
    );
  }

  private bound(text: string, at: number, subject: Subject, name: string): number {
    const from = at + (text.length - text.trimStart().length);
    const trimmed = text.trim();
    const parts = /^(\d+(?:\.\d+)?|\.\d+)\s*(.*)$/.exec(trimmed);
    if (parts === null) {
      throw this.error(
        trimmed === ""
          ? "the bound is missing: a number with its unit, such as 500ms"
          : `"${trimmed}" is no bound: write a number of 0 or more with its unit, such as 500ms`,
        from,
        trimmed.length,
      );
    }
    const units = UNITS[subject.unit];
    // The Greek mu is typed for the micro sign, and looks the same.
    const unit = parts[2]!.replace("\u03bc", "\u00b5");
    const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
    const known = Object.keys(units).filter((one) => one !== "").join(", ");
    if (factor === undefined) {
      const unitAt = trimmed.length - parts[2]!.length;
      throw this.error(
        parts[2] === ""
          ? `${name} needs a unit after ${parts[1]}: ${known}`
          : `"${parts[2]}" is no unit for ${name}: write ${known}`,
        parts[2] === "" ? from : from + unitAt,
        parts[2] === "" ? trimmed.length : parts[2]!.length,
      );
    }
    const bound = Number(parts[1]) * factor;
    if (bound > MAX_BOUND) {
      throw this.error(`the bound is too large: at most ${MAX_BOUND}`, from, trimmed.length);
    }
    if (subject.kind === "run" && subject.unit === "ratio" && bound > 1) {
      throw this.error(
        `a share cannot be above 100 %: write ${name}>=99% or ${name}>=0.99`,
        from,
        trimmed.length,
      );
    }
    return bound;
  }

  private error(problem: string, at: number, length: number): SloSyntaxError {
    return new SloSyntaxError(problem, this.expression, this.start + at, length);
  }
}
