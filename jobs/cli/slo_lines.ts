import type { RunObjectives } from "../run_objectives.ts";

/** Objectives, met or not, and the requests that met all, as lines for people. */
export function sloLines({ slo, goodput }: RunObjectives): string[] {
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
