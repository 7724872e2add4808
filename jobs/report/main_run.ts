import { levelOf } from "./level_of.ts";
import type { ReportInput, ReportRun } from "./report_input.ts";

/**
 * The run whose distributions a report shows: the sustained one; else the one nearest to the highest
 * rate that met the objectives; else the one with the most answers. Null when none has figures.
 */
export function mainRun({ group, runs }: Pick<ReportInput, "group" | "runs">): ReportRun | null {
  const ended = runs.filter(({ statistics, step }) =>
    statistics !== null && step?.stage !== "warmup"
  );
  const sustained = ended.filter(({ step }) => step?.stage === "sustained").at(-1);
  if (sustained) return sustained;
  const maxRate = (group?.result?.["slo"] as { max_rate?: number | null } | undefined)?.max_rate;
  const byRate = ended.filter(({ plan }) => levelOf(plan).offeredRatePerS !== null);
  if (typeof maxRate === "number" && byRate.length > 0) {
    const distance = ({ plan }: ReportRun) => Math.abs(levelOf(plan).offeredRatePerS! - maxRate);
    return byRate.reduce((best, run) => distance(run) < distance(best) ? run : best);
  }
  return ended.reduce<ReportRun | null>(
    (best, run) =>
      best === null || run.statistics!.counts.ok > best.statistics!.counts.ok ? run : best,
    null,
  );
}
