import type { Slo, SloClause } from "./slo_types.ts";
import { statisticName, subjectName, type UnitKind, unitOf } from "./vocabulary.ts";

/** Units of the canonical form, and how many of them one of the figure's own unit is. */
const CANONICAL: Readonly<Record<UnitKind, { unit: string; perUnit: number }>> = {
  time: { unit: "ms", perUnit: 1 },
  tokens_per_s: { unit: "tokens/s", perUnit: 1 },
  per_s: { unit: "req/s", perUnit: 1 },
  ratio: { unit: "%", perUnit: 100 },
  tokens: { unit: "tokens", perUnit: 1 },
};

/** The canonical expression: what means the same is written the same. Clauses keep their order. */
export function formatSlo({ clauses }: Slo): string {
  return clauses.map(formatClause).join(";");
}

export function formatClause(clause: SloClause): string {
  const { unit, perUnit } = CANONICAL[unitOf(clause)];
  const statistic = clause.kind === "metric" ? `:${statisticName(clause.statistic)}` : "";
  // Fifteen digits are what a double holds of a decimal number, so 0.07 comes back as 7 %.
  const bound = Number((clause.bound * perUnit).toPrecision(15));
  return `${subjectName(clause)}${statistic}${clause.comparison}${decimal(bound)}${unit}`;
}

/** Without an exponent, which the parser does not read. */
function decimal(value: number): string {
  const plain = String(value);
  return plain.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : plain;
}
