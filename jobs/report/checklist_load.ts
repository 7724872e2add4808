import { type CheckContext, count, item } from "./checklist_item.ts";
import { levelOf } from "./level_of.ts";
import type { ReportRun } from "./report_input.ts";
import type { ChecklistItem } from "./report_types.ts";

/** Fewer levels than these show a line, not a curve. */
const MIN_LEVELS = 4;
/** A load that lasts less has hardly filled its queues, s. */
const MIN_DURATION_S = 60;
/** What calls itself sustained lasts at least so long, s. */
const MIN_SUSTAINED_S = 300;

/** Of a step of a search, s: what a plan with shorter ones says before it begins. */
const MIN_STEP_S = 10;
/** Steps that say how much load is too much. */
const SEARCHING = new Set(["sweep", "slo"]);

/** Whether the load was one that says something. */
export function loadChecks(context: CheckContext): ChecklistItem[] {
  return [
    warmUp(context),
    openLoop(context),
    lengths(context),
    cache(context),
    sweep(context),
    stepLength(context),
    duration(context),
  ];
}

function warmUp({ runs, group, imported }: CheckContext): ChecklistItem {
  const title = "Warm-up left out of the figures";
  if (imported !== null) {
    return item("warm_up", title, "not_applicable", `${imported} does not record its warm-up`);
  }
  const measured = runs.filter(({ step }) => step?.stage !== "warmup");
  const without = measured.filter(({ statistics }) => (statistics?.counts.warmup ?? 0) === 0);
  const stage = runs.some(({ step }) => step?.stage === "warmup");
  if (without.length === 0) {
    const warm = measured.reduce((sum, { statistics }) => sum + statistics!.counts.warmup, 0);
    return item("warm_up", title, true, `${count(warm, "warm-up request")} recorded, none counted`);
  }
  if (stage) return item("warm_up", title, true, "a warm-up stage went before all measured steps");
  return item(
    "warm_up",
    title,
    false,
    group === null
      ? "no warm-up requests: connections and caches were cold at the start"
      : `${without.length} of ${count(measured.length, "step")} had no warm-up requests`,
  );
}

function openLoop({ runs }: CheckContext): ChecklistItem {
  const title = "Open loop: requests leave when planned, not when others return";
  // What only warms up measures nothing, and needs no open loop.
  const measured = runs.filter(({ step }) => step?.stage !== "warmup");
  if (measured.length === 0) return item("open_loop", title, false, "only the warm-up was made");
  const closed = measured.filter(({ plan }) => plan["kind"] !== "open_loop");
  if (closed.length === 0) {
    const arrivals = new Set(measured.map(({ plan }) => String(plan["arrival"] ?? "unknown")));
    return item("open_loop", title, true, `arrivals: ${[...arrivals].join(", ")}`);
  }
  return item(
    "open_loop",
    title,
    false,
    `${
      closed.length === measured.length
        ? "a closed loop"
        : `${closed.length} of ${measured.length} steps`
    } sent the next request only after an answer, which hides waiting under overload`,
  );
}

function lengths({ main }: CheckContext): ChecklistItem {
  const title = "Realistic lengths: prompts and answers vary";
  const metrics = main?.statistics?.metrics;
  if (!metrics) return item("lengths", title, false, "no run has figures");
  const { input_tokens: input, output_tokens: output } = metrics;
  const spread = (stddev: number | null) => stddev === null ? "unknown" : stddev.toFixed(0);
  const text = `input ${spread(input.mean)} ± ${spread(input.stddev)} tokens, output ${
    spread(output.mean)
  } ± ${spread(output.stddev)} tokens`;
  const varied = (input.stddev ?? 0) > 0 && (output.stddev ?? 0) > 0;
  return item("lengths", title, varied, varied ? text : `${text}: all alike, or not known`);
}

function cache({ runs: [first], imported }: CheckContext): ChecklistItem {
  const title = "Cache policy stated";
  const policy = first.workload["cache_policy"] ?? first.workload["cache"];
  if (policy === undefined || policy === null) {
    return item(
      "cache_policy",
      title,
      false,
      imported === null ? "the workload does not say" : `${imported} does not record it`,
    );
  }
  return item("cache_policy", title, true, typeof policy === "string" ? policy : "as described");
}

function sweep({ group, runs }: CheckContext): ChecklistItem {
  const title = "Sweep over loads until saturation";
  if (group === null || !["sweep", "full", "slo"].includes(group.plan_kind)) {
    return item("sweep", title, "not_applicable", "one load was measured, not a curve");
  }
  const levels = new Set(
    runs.filter(({ status }) => status === "complete").map(({ plan }) => {
      const { offeredRatePerS, concurrency } = levelOf(plan);
      return offeredRatePerS ?? concurrency;
    }),
  );
  const sweep = group.result?.["sweep"] as
    | { saturation?: { level?: number | null; reason?: string | null } }
    | undefined;
  const level = sweep?.saturation?.level ?? null;
  if (group.plan_kind === "slo") {
    return item("sweep", title, levels.size >= MIN_LEVELS, `${count(levels.size, "rate")} tried`);
  }
  return item(
    "sweep",
    title,
    levels.size >= MIN_LEVELS && level !== null,
    `${count(levels.size, "level")}; ${
      level === null ? "none was saturated" : `saturated at ${level} (${sweep!.saturation!.reason})`
    }`,
  );
}

function stepLength({ group, runs }: CheckContext): ChecklistItem {
  const title = "Steps long enough for queues to fill";
  const least = MIN_STEP_S;
  const lengths = runs.flatMap(({ step, plan, statistics }) =>
    step !== null && SEARCHING.has(step.stage) && plan["kind"] === "open_loop"
      ? step.planned_duration_s ?? statistics?.throughput.window_s ?? []
      : []
  );
  if (group === null || lengths.length === 0) {
    return item("step_length", title, "not_applicable", "no rate was searched for");
  }
  const shortest = Math.min(...lengths);
  return item(
    "step_length",
    title,
    shortest >= least,
    shortest >= least
      ? `${Number(shortest.toFixed(1))} s the shortest; ${least} s are asked`
      : `${Number(shortest.toFixed(1))} s the shortest; under ${least} s the highest rate comes ` +
        "out too high, for each step begins with nobody waiting",
  );
}

function duration({ main }: CheckContext): ChecklistItem {
  const title = "Long enough";
  const windowS = main?.statistics?.throughput.window_s ?? null;
  if (windowS === null) return item("duration", title, false, "the length is not known");
  const least = isSustained(main!) ? MIN_SUSTAINED_S : MIN_DURATION_S;
  return item("duration", title, windowS >= least, `${windowS.toFixed(1)} s; ${least} s are asked`);
}

function isSustained({ step }: ReportRun): boolean {
  return step?.stage === "sustained";
}
