import Table from "cli-table3";
import type { GroupCapacity } from "../capacity/mod.ts";
import { type CapacityRequest, groupCapacity } from "../group_capacity.ts";
import type { DoneStep, Group } from "../group_json.ts";
import { type PlanResult, planResult } from "../plans/mod.ts";
import { capacityLines } from "./capacity_lines.ts";
import { levelText, stepsText } from "./steps_text.ts";
import { barChart, sparkline } from "./text_chart.ts";
import { wrapLines } from "./wrap_lines.ts";

const PLAIN = {
  style: { head: [], border: [] },
  // A search has many steps: no rule between rows.
  chars: { "mid": "", "left-mid": "", "mid-mid": "", "right-mid": "" },
};
/** More bars than these are no longer read. */
const MOST_BARS = 24;

/** The capacity that a group speaks of; null when it found no highest rate. */
export function capacityOrNull(group: Group, request: CapacityRequest): GroupCapacity | null {
  if (!["sweep", "slo", "full"].includes(group.record.plan.kind)) return null;
  try {
    return groupCapacity(group, request);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The group as tables and small charts for people. */
export function groupTable(group: Group, capacity: GroupCapacity | null): string {
  const { record, steps } = group;
  const found = planResult(record.plan, steps.map(({ result }) => result));
  const against = record.against === null ? "" : ` against ${record.against.id}`;
  return [
    `${record.endpoint.id}${against}  ${record.workloadId}  ${record.plan.kind}  seed ${record.seed}`,
    ...record.plan.kind === "compare"
      ? []
      : [...stepsText(steps, record.slo !== null), ...chart(steps)],
    ...wrapLines([...saturationLines(found), ...sloLines(found)]),
    ...comparisonLines(found),
    ...wrapLines([
      ...sustainedLines(found),
      ...capacity === null ? [] : capacityLines(capacity),
    ]),
    `group        ${record.id}`,
  ].join("\n");
}

/** TTFT over the levels, lowest first. */
function chart(steps: readonly DoneStep[]): string[] {
  const levelOf = ({ result: { step: { level } } }: DoneStep) =>
    level.kind === "rate" ? level.ratePerS : level.concurrency;
  const shown = steps.filter(({ result }) => result.step.stage !== "warmup");
  if (shown.length < 2 || shown.length > MOST_BARS) return [];
  const rows = shown.toSorted((a, b) => levelOf(a) - levelOf(b)).map(({ run, result }) => ({
    label: levelText(result.step.level),
    inner: run.statistics.metrics.ttft_ms.p50,
    outer: run.statistics.metrics.ttft_ms.p99,
  }));
  return ["TTFT by level, ms: ▓ P50, ░ P99", ...barChart(rows)];
}

function saturationLines({ sweep }: PlanResult): string[] {
  if (sweep === undefined) return [];
  const { level, reason, highest_unsaturated } = sweep.saturation;
  const most = sweep.scaling?.max_effective_concurrency ?? null;
  return [
    level === null
      ? `saturation   not reached: ${highest_unsaturated ?? "no level"} was the highest tried`
      : `saturation   at ${level}: ${reason}` +
        (highest_unsaturated === null ? "" : `; not yet at ${highest_unsaturated}`),
    ...sweep.unmeasured.length === 0
      ? []
      : [`not measured ${sweep.unmeasured.join(", ")}: the client was not good enough, twice each`],
    ...most === null ? [] : [`scaling      ${most} in flight bring 95 % of the highest throughput`],
  ];
}

function sloLines({ slo }: PlanResult): string[] {
  if (slo === undefined) return [];
  const { expression, max_rate, interval, confirmed, reason, runs } = slo;
  const rate = max_rate === null ? "not found" : `${short(max_rate)}/s` +
    (interval === null ? "" : `, 95 % interval ${short(interval[0])} to ${short(interval[1])}/s`);
  return [
    `objectives   ${expression}`,
    `highest rate ${rate}, ${confirmed ? `confirmed by ${runs} runs` : `not confirmed: ${reason}`}`,
  ];
}

function comparisonLines({ comparison }: PlanResult): string[] {
  if (comparison === undefined) return [];
  const table = new Table({
    ...PLAIN,
    head: [
      "B less A",
      "difference",
      "95 % interval",
      "relative",
      "p (Holm)",
      "could find",
      "verdict",
    ],
    colAligns: ["left", "right", "right", "right", "right", "right", "left"],
  });
  for (const [metric, compared] of Object.entries(comparison)) {
    const { difference, interval, relative_difference, p_holm, mde, verdict, reason } = compared;
    table.push([
      metric,
      figure(difference, 3),
      interval === null ? "-" : `${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}`,
      relative_difference === null ? "-" : `${(100 * relative_difference).toFixed(1)} %`,
      figure(p_holm, 4),
      figure(mde, 3),
      reason === undefined ? verdict : `${verdict}: ${reason}`,
    ]);
  }
  return [
    table.toString(),
    "could find: the difference that would be found in 80 of 100 such plans",
  ];
}

function sustainedLines({ sustained, tail_ratio }: PlanResult): string[] {
  const tail = tail_ratio?.ttft_ms.ratio ?? null;
  const tails = tail === null ? [] : [`tail ratio   TTFT P99 is ${tail.toFixed(2)} times P50`];
  if (sustained === undefined) return tails;
  const { windows, drift: { ttft_ms } } = sustained;
  const medians = windows.map(({ ttft_p50_ms }) => ttft_p50_ms);
  const change = ttft_ms.relative_change === null
    ? ""
    : `, ${(100 * ttft_ms.relative_change).toFixed(1)} % over the run`;
  return [
    `over time    ${sparkline(medians)}  TTFT P50 a window, ${ttft_ms.verdict}${change}`,
    ...tails,
  ];
}

/** Three digits, without an exponent. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function figure(value: number | null, digits: number): string {
  return value === null ? "-" : value.toFixed(digits);
}
