import { certifiedFrom, type HalvesCompared } from "../metrics/mod.ts";
import { type CheckContext, count, item, percent } from "./checklist_item.ts";
import type { ChecklistItem } from "./report_types.ts";

/** As boards ask for. */
const MIN_SUCCESS_RATE = 0.95;
const MIN_CORRECT_RATE = 0.5;
/** Provider's and own token counts may differ so far, tokenizers differing. */
const USAGE_GAP: readonly [number, number] = [0.8, 1.25];

/** Whether the figures can carry what is read from them. */
export function statisticsChecks(context: CheckContext): ChecklistItem[] {
  return [
    tails(context),
    bothPhases(context),
    steadyState(context),
    success(context),
    correctness(context),
    tokenCounts(context),
    confirmed(context),
  ];
}

function tails({ main, imported }: CheckContext): ChecklistItem {
  const title = "Tails, not means: P99 certified";
  const metrics = main?.statistics?.metrics;
  if (!metrics) return item("tails", title, false, "no run has figures");
  const needed = certifiedFrom(0.99);
  const { ttft_ms, e2e_ms } = metrics;
  const certified = ttft_ms.certified.includes("p99") && e2e_ms.certified.includes("p99");
  if (imported !== null && !certified) {
    return item("tails", title, false, `figures of ${imported} are not certified here`);
  }
  const n = Math.min(ttft_ms.n, e2e_ms.n);
  return item("tails", title, certified, `${count(n, "value")}; ${needed} are needed`);
}

function bothPhases({ main }: CheckContext): ChecklistItem {
  const title = "Both phases: prefill (TTFT) and decode (time per token)";
  const metrics = main?.statistics?.metrics;
  if (!metrics) return item("both_phases", title, false, "no run has figures");
  const missing = [
    ...metrics.ttft_ms.n === 0 ? [`no TTFT (${metrics.ttft_ms.reason ?? "unknown"})`] : [],
    ...metrics.tpot_ms.n === 0 ? [`no TPOT (${metrics.tpot_ms.reason ?? "unknown"})`] : [],
  ];
  return item(
    "both_phases",
    title,
    missing.length === 0,
    missing.length === 0
      ? `TTFT of ${count(metrics.ttft_ms.n, "request")}, TPOT of ${metrics.tpot_ms.n}`
      : missing.join("; "),
  );
}

function steadyState({ main }: CheckContext): ChecklistItem {
  const title = "Steady state: the first half like the second";
  const steady = main?.statistics?.steady_state;
  if (!steady) return item("steady_state", title, false, "no run has figures");
  const halves: [string, HalvesCompared][] = [["TTFT", steady.ttft_ms], ["TPOT", steady.tpot_ms]];
  const words = halves.map(([name, { verdict, relative_change }]) =>
    verdict === "too_few"
      ? `${name}: too few requests to tell`
      : `${name} ${verdict}${
        relative_change === null ? "" : ` (${(100 * relative_change).toFixed(1)} %)`
      }`
  );
  const good = halves.every(([_, { verdict }]) => verdict === "steady");
  return item("steady_state", title, good, words.join("; "));
}

function success({ main, runs }: CheckContext): ChecklistItem {
  const title = "Failures counted, and few";
  const rates = runs.flatMap(({ statistics }) => statistics?.success_rate ?? []);
  if (main === null || rates.length === 0) return item("success", title, false, "not known");
  const own = main.statistics?.success_rate ?? 0;
  const lowest = Math.min(...rates);
  return item(
    "success",
    title,
    own >= MIN_SUCCESS_RATE,
    `${percent(own)} succeeded${runs.length > 1 ? `, ${percent(lowest)} in the worst step` : ""}`,
  );
}

function correctness({ runs, imported }: CheckContext): ChecklistItem {
  const title = "Answers checked";
  if (imported !== null) {
    return item("correctness", title, "not_applicable", `${imported} asks no questions`);
  }
  const asked = runs.reduce((sum, { correct }) => sum + correct.asked, 0);
  const passed = runs.reduce((sum, { correct }) => sum + correct.passed, 0);
  if (asked === 0) return item("correctness", title, false, "no question was asked");
  return item("correctness", title, passed / asked >= MIN_CORRECT_RATE, `${passed} of ${asked}`);
}

function tokenCounts({ main }: CheckContext): ChecklistItem {
  const title = "Token counts agree";
  const gap = main?.statistics?.metrics.usage_gap_ratio.p50 ?? null;
  if (gap === null) {
    return item("token_counts", title, "not_applicable", "the provider reports no token counts");
  }
  const [least, most] = USAGE_GAP;
  return item(
    "token_counts",
    title,
    gap >= least && gap <= most,
    `the provider counts ${gap.toFixed(3)} tokens for each of ours; ${least} to ${most} is usual`,
  );
}

function confirmed({ group }: CheckContext): ChecklistItem {
  const title = "Highest rate confirmed by repeated runs";
  const slo = group?.result?.["slo"] as
    | { confirmed?: boolean; runs?: number; reason?: string | null }
    | undefined;
  if (slo === undefined) {
    return item("confirmed", title, "not_applicable", "no highest rate was searched for");
  }
  return item(
    "confirmed",
    title,
    slo.confirmed === true,
    slo.confirmed === true ? `${count(slo.runs ?? 0, "run")}` : slo.reason ?? "not confirmed",
  );
}
