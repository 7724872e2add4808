import { goodput } from "../metrics/mod.ts";
import type { MeasuredRun } from "../run_benchmark.ts";
import { evaluateSlo, parseSlo, requestMeets } from "../slo/mod.ts";

/** What objectives add to a run's JSON: the verdict on each, and the requests that met all. */
export function sloJson(
  expression: string,
  { statistics, samples }: Pick<MeasuredRun, "statistics" | "samples">,
) {
  const slo = parseSlo(expression);
  return {
    slo: evaluateSlo(slo, statistics),
    goodput: goodput(samples, requestMeets(slo)),
  };
}

/** The same as lines for people. */
export function sloLines({ slo, goodput }: ReturnType<typeof sloJson>): string[] {
  const words = { met: "met", not_met: "NOT met", not_judged: "not judged" } as const;
  const clauses = slo.clauses.map(({ objective, verdict, value, reason }) =>
    `             ${objective}: ${words[verdict]}` +
    (value === null ? "" : `, measured ${Number(value.toPrecision(4))}`) +
    (reason === undefined ? "" : ` (${reason})`)
  );
  const { share, requests_per_s } = goodput;
  const rate = requests_per_s === null ? "" : `, ${requests_per_s.toFixed(2)} requests/s`;
  return [
    `objectives   ${words[slo.verdict]}`,
    ...clauses,
    `goodput      ${share.passed} of ${share.asked} requests met them all${rate}`,
  ];
}
