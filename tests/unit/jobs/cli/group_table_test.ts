import assert from "node:assert/strict";
import { queueEngine } from "../../../../bench/experiments/engine.ts";
import { simulatorOf } from "../../../../bench/experiments/run_plan.ts";
import { capacityOrNull, groupTable } from "../../../../jobs/cli/group_table.ts";
import { stepsText } from "../../../../jobs/cli/steps_text.ts";
import { wrapLines } from "../../../../jobs/cli/wrap_lines.ts";
import type { DoneStep, Group } from "../../../../jobs/group_json.ts";
import { summarizeRun } from "../../../../jobs/metrics/mod.ts";
import {
  defaultShape,
  fullOf,
  nextStep,
  type Plan,
  ratesOf,
  stepResult,
} from "../../../../jobs/plans/mod.ts";
import { parseSlo } from "../../../../jobs/slo/mod.ts";
import { makeEndpoint, makeRunRecord } from "../../../testing/samples.ts";

const SLO = "ttft:p90<250ms";
const WIDTH = 80;
const ROOM = { targetRatePerS: 1234, headroom: null };

/** All steps of a plan against ten answers a second; the client is not good enough in one of them. */
function groupOf(plan: Plan, invalidStep: number | null = null): Group {
  const simulate = simulatorOf(queueEngine(10), 10);
  const steps: DoneStep[] = [];
  const record = makeRunRecord({ endpoint: makeEndpoint() });
  for (
    let step = nextStep(plan, []);
    step !== null;
    step = nextStep(plan, steps.map(({ result }) => result))
  ) {
    const samples = simulate(step);
    const statistics = summarizeRun(samples, { price: null });
    const verdict = step.index === invalidStep ? "invalid" : "ok";
    const seen = { runId: `step-${step.index}`, quality: verdict, statistics, samples } as const;
    steps.push({
      run: {
        record,
        status: "complete",
        reason: null,
        endedAt: new Date("2026-11-16T08:01:00Z"),
        statistics,
        quality: { verdict, reasons: [] },
        correctness: null,
      },
      result: stepResult(step, seen, parseSlo(SLO)),
    });
  }
  return {
    record: { ...record, against: null, plan, slo: SLO, options: {} },
    status: "complete",
    reason: null,
    endedAt: new Date("2026-11-16T08:01:00Z"),
    steps,
  };
}

const shape = { ...defaultShape(7), length: { durationMs: 20_000 }, warmupMs: 2000 };
const open = (plan: ReturnType<typeof fullOf>): Plan => ({
  ...plan,
  warmup: { ...plan.warmup, level: { kind: "rate", ratePerS: 1 } },
});

Deno.test("a group's table, chart and findings fit into 80 columns", () => {
  const plan = open(fullOf(shape, { slo: null, levels: ratesOf([1.234, 2.345, 7.891, 16]) }));
  const group = groupOf(plan, 2);
  const lines = groupTable(group, capacityOrNull(group, ROOM)).split("\n");
  // The first names the endpoint, however long that is.
  for (const line of lines.slice(1)) assert.ok(line.length <= WIDTH, line);
  const text = lines.join("\n");
  assert.match(text, /^TTFT by level, ms: ▓ P50, ░ P99\n1\.234\/s {2}[▓░]/m);
  assert.match(text, /^3 2\.345\/s +.* invalid$/m);
  assert.match(text, /^4 2\.345\/s, again +.* ok$/m);
  assert.match(text, /^saturation {3}at 16: backlog grows; not yet at 7\.891$/m);
  assert.match(text, /^capacity /m);
  for (const stage of ["warmup", "sweep", "sustained"]) {
    assert.equal(lines.filter((line) => line.trim() === stage).length, 1, stage);
  }
});

Deno.test("the widest figures still fit, and goodput stands only where there are objectives", () => {
  const [done] = groupOf({ kind: "load", shape, level: { kind: "rate", ratePerS: 4 } }).steps as [
    DoneStep,
  ];
  const { statistics } = done.run;
  const { metrics, throughput } = statistics;
  const slow = (name: "ttft_ms" | "tpot_ms" | "e2e_ms") => ({
    ...metrics[name],
    p50: 9876.5,
    p99: 98_765.4,
    certified: [],
  });
  const wide: DoneStep = {
    run: {
      ...done.run,
      quality: { verdict: "suspect", reasons: [] },
      statistics: {
        ...statistics,
        throughput: { ...throughput, requests_per_s: 1234.5, output_tokens_per_s: 123_456 },
        metrics: {
          ...metrics,
          ttft_ms: slow("ttft_ms"),
          tpot_ms: slow("tpot_ms"),
          e2e_ms: slow("e2e_ms"),
        },
        success_rate: 0.99996,
      },
    },
    result: {
      ...done.result,
      step: { ...done.result.step, index: 98, level: { kind: "concurrency", concurrency: 4096 } },
      goodput: { ...done.result.goodput!, requests_per_s: 1234.5 },
    },
  };
  const judged = stepsText([wide], true);
  for (const line of judged) assert.ok(line.length <= WIDTH, `${line.length}: ${line}`);
  assert.match(judged.join("\n"), /99 4096 streams .* ~98765 .* 99\.9 +1235 +suspect/);
  assert.match(judged.join("\n"), /good/);
  assert.doesNotMatch(stepsText([wide], false).join("\n"), /good/);
});

Deno.test("wrapLines() breaks between words, under the text, and leaves a long word whole", () => {
  const line = `capacity     ${"many words ".repeat(12)}`.trimEnd();
  const wrapped = wrapLines([line]);
  assert.ok(wrapped.length > 1);
  for (const part of wrapped) assert.ok(part.length <= WIDTH);
  for (const part of wrapped.slice(1)) assert.match(part, /^ {13}\S/);
  assert.equal(wrapped.map((part) => part.slice(13)).join(" "), line.slice(13));
  const address = `found        https://${"x".repeat(100)}`;
  assert.deepEqual(wrapLines(["short", address]), ["short", address]);
});
