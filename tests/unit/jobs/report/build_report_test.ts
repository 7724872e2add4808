import assert from "node:assert/strict";
import { summarizeRun } from "../../../../jobs/metrics/mod.ts";
import {
  buildReport,
  type ReportGroup,
  type ReportInput,
  type ReportRun,
  type ReportStep,
} from "../../../../jobs/report/mod.ts";
import { toMarkdown } from "../../../../jobs/report/markdown.ts";
import { SHORT_STEP_MS } from "../../../../jobs/plans/mod.ts";
import type { Sample } from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

function makeRun(changes: Partial<ReportRun> = {}, requests = 20): ReportRun {
  const samples = Array.from(
    { length: requests },
    (_, index) =>
      makeSample({ index, sentMs: 100 * index, scheduledMs: 100 * index }, 3 + index % 5),
  );
  return {
    id: "11111111-1111-4111-8111-111111111111",
    endpoint: {
      id: "acme/tiny",
      provider_name: "Acme",
      model: "tiny-1",
      protocol: "openai-chat",
      kind: "hosted",
      region: null,
      base_url: "https://api.acme.test/v1",
      hosting: null,
    },
    status: "complete",
    reason: null,
    verdict: "ok",
    quality: { verdict: "ok", reasons: [], calibration: { before: {}, after: {} } },
    workload_id: "chat-550-150",
    workload: { cache_policy: "cold" },
    plan: { kind: "open_loop", request_rate_per_s: 10, arrival: "poisson" },
    seed: 7,
    methodology_version: 1,
    region: "local",
    started_at: "2026-11-18T09:30:00.000Z",
    ended_at: "2026-11-18T09:31:00.000Z",
    command: "deno task job acme/tiny",
    client: { deno: "2.9.6", cores: 2 },
    metadata: {},
    statistics: summarizeRun(samples, { price: null }),
    correct: { passed: 19, asked: 20, rate: 0.95, ci95: null },
    step: null,
    goodput: null,
    ...changes,
  };
}

function makeStep(stage: string, label: string, durationS: number | null = 60): ReportStep {
  return { stage, label, side: "a", planned_rate_per_s: null, planned_duration_s: durationS };
}

const withStatistics = (samples: Sample[]) => ({
  statistics: summarizeRun(samples, { price: null }),
});

function makeGroup(changes: Partial<ReportGroup> = {}): ReportGroup {
  return {
    id: "99999999-9999-4999-8999-999999999999",
    plan_kind: "sweep",
    status: "complete",
    reason: null,
    slo: null,
    against_endpoint_id: null,
    result: null,
    command: "deno task job acme/tiny --plan sweep",
    metadata: {},
    started_at: "2026-11-18T09:30:00.000Z",
    ended_at: null,
    ...changes,
  };
}

const FOUND = {
  expression: "ttft:p95<500ms",
  max_rate: 10,
  interval: [9.5, 10.5],
  confirmed: true,
  reason: null,
};

const report = (run: ReportRun, group: ReportGroup | null = null) =>
  buildReport({ group, runs: [run], series: null });

/** The verdict and the reason of one check. */
function checkOf(input: ReportInput | ReportRun, id: string): [result: string, why: string] {
  const built = buildReport("runs" in input ? input : { group: null, runs: [input], series: null });
  const found = built.checklist.find((item) => item.id === id);
  assert.ok(found, `there is a check ${id}`);
  return [found.result, found.why];
}

Deno.test("an open loop passes and a closed one fails, saying what it hides", () => {
  assert.deepEqual(checkOf(makeRun(), "open_loop"), ["pass", "arrivals: poisson"]);
  const [result, why] = checkOf(
    makeRun({ plan: { kind: "closed_loop", concurrency: 8 } }),
    "open_loop",
  );
  assert.equal(result, "fail");
  assert.match(why, /hides waiting/);
});

Deno.test("tails fail below 662 requests and pass from there on", () => {
  assert.deepEqual(checkOf(makeRun({}, 661), "tails"), ["fail", "661 values; 662 are needed"]);
  assert.equal(checkOf(makeRun({}, 662), "tails")[0], "pass");
});

Deno.test("warm-up passes when warm-up requests were recorded", () => {
  const samples = [
    makeSample({ index: 0, phase: "warmup" }),
    makeSample({ index: 1 }),
    makeSample({ index: 2 }),
  ];
  assert.equal(checkOf(makeRun(withStatistics(samples)), "warm_up")[0], "pass");
  assert.equal(checkOf(makeRun(), "warm_up")[0], "fail");
});

Deno.test("lengths that never vary fail", () => {
  const samples = Array.from({ length: 20 }, (_, index) => makeSample({ index }, 5));
  assert.equal(checkOf(makeRun(withStatistics(samples)), "lengths")[0], "fail");
});

Deno.test("a hosted API is not blamed for its hardware, a server of one's own is", () => {
  assert.equal(checkOf(makeRun(), "hardware")[0], "not_applicable");
  const own = makeRun();
  own.endpoint = { ...own.endpoint, kind: "self-hosted" };
  assert.deepEqual(checkOf(own, "hardware"), ["fail", "not stated: hardware, GPU count"]);
});

Deno.test("two GPUs must say how they are connected and shared; one need not", () => {
  const hosting = {
    engine: "vLLM",
    engine_version: "0.11.0",
    engine_args: "--tensor-parallel-size=2",
    hardware: "NVIDIA H200",
    hardware_count: 2,
    precision: "fp8",
    gpu_usd_per_hour: null,
  };
  const own = makeRun();
  own.endpoint = { ...own.endpoint, kind: "self-hosted", hosting };
  assert.deepEqual(checkOf(own, "hardware"), ["fail", "not stated: interconnect"]);
  own.metadata = { interconnect: "NVLink" };
  assert.equal(checkOf(own, "hardware")[0], "pass");
  own.endpoint.hosting = { ...hosting, hardware_count: 1, engine_args: "" };
  own.metadata = {};
  assert.equal(checkOf(own, "hardware")[0], "pass");
});

Deno.test("a doubted instrument fails with its reasons", () => {
  const run = makeRun({
    verdict: "suspect",
    quality: { verdict: "suspect", reasons: ["the host took 12 % of the CPU"] },
  });
  assert.deepEqual(checkOf(run, "instrument"), ["fail", "1 of 1: the host took 12 % of the CPU"]);
  assert.equal(checkOf(run, "calibration")[0], "fail");
});

Deno.test("an imported run passes no check of the instrument and says whose it is", () => {
  const run = makeRun({ verdict: "invalid", metadata: { imported: { tool: "AIPerf" } } });
  assert.equal(report(run).imported_from, "AIPerf");
  assert.equal(checkOf(run, "instrument")[0], "fail");
  assert.equal(checkOf(run, "correctness")[0], "not_applicable");
});

Deno.test("a run without figures still has a report, and its checks fail instead of throwing", () => {
  const run = makeRun({ statistics: null, status: "running", verdict: null, quality: null });
  const built = report(run);
  assert.equal(built.statistics, null);
  assert.equal(built.main_run_id, null);
  assert.equal(built.checklist.find(({ id }) => id === "tails")?.result, "fail");
});

Deno.test("the run shown is the sustained one, else the one nearest to the highest rate", () => {
  const at = (id: string, rate: number, stage: string) =>
    makeRun({
      id,
      plan: { kind: "open_loop", request_rate_per_s: rate },
      step: makeStep(stage, `rate ${rate}/s`),
    });
  const runs = [at("low", 1, "slo"), at("near", 9, "slo"), at("high", 20, "slo")] as const;
  const group = makeGroup({ plan_kind: "slo", result: { slo: FOUND } });
  assert.equal(buildReport({ group, runs: [...runs], series: null }).main_run_id, "near");
  const sustained = [...runs, at("long", 8, "sustained")] as [ReportRun, ...ReportRun[]];
  assert.equal(buildReport({ group, runs: sustained, series: null }).main_run_id, "long");
});

Deno.test("a closed loop that only warms up takes nothing from an open one", () => {
  const warmup = makeRun({
    plan: { kind: "closed_loop", concurrency: 1 },
    step: makeStep("warmup", "warm-up"),
  });
  const swept = makeRun({ id: "r1", step: makeStep("sweep", "rate 10/s") });
  const resultOf = (...runs: [ReportRun, ...ReportRun[]]) =>
    buildReport({ group: makeGroup(), runs, series: null }).checklist
      .find(({ id }) => id === "open_loop");
  assert.equal(resultOf(warmup, swept)?.result, "pass");
  assert.equal(resultOf(warmup)?.result, "fail");
});

Deno.test("a run by itself shows the objectives it was held against", () => {
  const plan = { kind: "closed_loop", concurrency: 1, slo: "e2e:mean<2000ms" };
  const built = buildReport({ group: null, runs: [makeRun({ plan })], series: null });
  assert.equal(built.slo?.expression, "e2e:mean<2000ms");
  assert.equal(built.slo.max_rate_per_s, null);
  assert.deepEqual(built.slo_lines, [{ metric: "e2e_ms", statistic: "mean", bound: 2000 }]);
  assert.equal(built.context.find(({ name }) => name === "Objectives")?.value, "e2e:mean<2000ms");
  assert.equal(buildReport({ group: null, runs: [makeRun()], series: null }).slo, null);
});

Deno.test("a sweep whose first level could not be judged says so, and no level of null", () => {
  const saturation = { level: null, reason: null, highest_unsaturated: null };
  const group = makeGroup({ plan_kind: "sweep", result: { sweep: { curve: [], saturation } } });
  const built = buildReport({ group, runs: [makeRun()], series: null });
  assert.equal(built.saturation, "no level could be judged");
  const unmeasured = makeGroup({
    result: {
      sweep: { curve: [], saturation: { ...saturation, highest_unsaturated: 8 }, unmeasured: [4] },
    },
  });
  assert.equal(
    buildReport({ group: unmeasured, runs: [makeRun()], series: null }).saturation,
    "no level was saturated; the highest was 8; not measured, the client not being good enough: 4",
  );
});

Deno.test("objectives become lines, and a concurrency sweep becomes a scaling curve", () => {
  const at = (concurrency: number) =>
    makeRun({ id: `c${concurrency}`, plan: { kind: "closed_loop", concurrency } });
  const built = buildReport({
    group: makeGroup({ slo: "ttft:p95<0.5s;success>=99%" }),
    runs: [at(1), at(2)],
    series: null,
  });
  assert.deepEqual(built.slo_lines, [{ metric: "ttft_ms", statistic: "p95", bound: 500 }]);
  assert.deepEqual(built.scaling?.efficiency.map(({ concurrency }) => concurrency), [1, 2]);
  // The same throughput with twice the streams is half as efficient.
  assert.equal(built.scaling?.efficiency[1]?.efficiency, 0.5);
});

Deno.test("the context states what is known and says of hardware that nobody stated it", () => {
  const { context } = report(makeRun({ metadata: { tp: 4 } }));
  const valueOf = (name: string) => context.find((entry) => entry.name === name)?.value;
  assert.equal(valueOf("Tensor parallelism"), "4");
  assert.equal(valueOf("Hardware"), null);
  assert.equal(valueOf("Offered rates (1/s)"), "10");
  assert.equal(valueOf("deno"), "2.9.6");
});

/** Two GPUs at 3 USD an hour. */
const HOSTING = {
  engine: "vLLM",
  engine_version: null,
  engine_args: null,
  hardware: "H200",
  hardware_count: 2,
  precision: null,
  gpu_usd_per_hour: 3,
};

Deno.test("a group with a highest rate says what a few rates take, and on what that rests", () => {
  const run = makeRun();
  const runs = [{ ...run, endpoint: { ...run.endpoint, hosting: HOSTING } }] as const;
  const group = makeGroup({ plan_kind: "slo", slo: FOUND.expression, result: { slo: FOUND } });
  const { capacity, capacity_reason } = buildReport({ group, runs: [...runs], series: null });
  assert.equal(capacity_reason, null);
  assert.deepEqual(capacity!.map(({ target_rate }) => target_rate), [10, 100, 1000]);
  const [one, , fleet] = capacity!;
  // The lower end of the interval, of which 30 % is kept free.
  assert.deepEqual([one!.instances, one!.gpus], [Math.ceil(10 / 6.65), 4]);
  assert.equal(one!.under, FOUND.expression);
  assert.match(one!.dominant_assumption, /30 % of each instance is kept free/);
  assert.equal(fleet!.cost!.usd_per_hour, 3 * 2 * fleet!.instances);
  const asked = buildReport(
    { group, runs: [...runs], series: null },
    { targetRatesPerS: [250], headroom: 0 },
  ).capacity!;
  assert.deepEqual(asked.map(({ instances, headroom }) => [instances, headroom]), [[27, 0]]);
});

Deno.test("a report without a highest rate says why there is no capacity", () => {
  const reasons: [ReturnType<typeof report>, RegExp][] = [
    [report(makeRun()), /^a run by itself finds no highest rate$/],
    [report(makeRun(), makeGroup({ plan_kind: "compare" })), /^--plan compare looks for no/],
    [
      report(
        makeRun(),
        makeGroup({ plan_kind: "slo", result: { slo: { ...FOUND, max_rate: null } } }),
      ),
      /^the group found no highest rate$/,
    ],
  ];
  for (const [{ capacity, capacity_reason }, why] of reasons) {
    assert.equal(capacity, null);
    assert.match(capacity_reason!, why);
  }
});

Deno.test("each step says whether it met the objectives, and how much of it was good", () => {
  const goodput = { share: { passed: 12, asked: 20, rate: 0.6, ci95: null }, requests_per_s: 6 };
  const runs = [
    makeRun({ id: "warm", step: makeStep("warmup", "warm-up") }),
    makeRun({ id: "swept", step: { ...makeStep("sweep", "rate 10/s"), planned_rate_per_s: 9.5 } }),
    makeRun({ id: "long", step: makeStep("sustained", "rate 9/s"), goodput }),
  ] as const;
  const built = (slo: string | null) =>
    buildReport({ group: makeGroup({ plan_kind: "full", slo }), runs: [...runs], series: null });
  const report = built("ttft:p50<1000000ms;success>=99%");
  assert.deepEqual(report.steps.map((step) => step.slo_verdict), [null, "met", "met"]);
  assert.deepEqual(report.steps.map((step) => step.goodput_per_s), [null, null, 6]);
  assert.deepEqual(report.steps.map((step) => step.planned_rate_per_s), [null, 9.5, null]);
  assert.equal(report.objectives!.verdict, "met");
  assert.deepEqual(report.objectives!.goodput, goodput);
  const missed = built("ttft:p50<0.001ms");
  assert.deepEqual(missed.objectives!.clauses.map(({ verdict }) => verdict), ["not_met"]);
  assert.equal(missed.steps[1]!.slo_verdict, "not_met");
  assert.match(toMarkdown(missed), /Goodput: 12 of 20 requests met them all, 6 requests\/s/);
  assert.match(toMarkdown(missed), /NOT met, measured/);
  assert.equal(built(null).objectives, null);
  assert.doesNotMatch(toMarkdown(built(null)), /objectives/i);
});

Deno.test("steps too short for queues to fill fail where a rate was searched for", () => {
  const swept = (durationS: number | null) => ({
    group: makeGroup(),
    runs: [makeRun({ step: makeStep("sweep", "rate 10/s", durationS) })] as [ReportRun],
    series: null,
  });
  assert.equal(checkOf(swept(SHORT_STEP_MS / 1000), "step_length")[0], "pass");
  const [result, why] = checkOf(swept(SHORT_STEP_MS / 1000 - 1), "step_length");
  assert.equal(result, "fail");
  assert.match(why, /^9 s the shortest; under 10 s the highest rate comes out too high/);
  assert.equal(checkOf(swept(null), "step_length")[0], "fail", "20 requests take two seconds");
  assert.equal(checkOf(makeRun(), "step_length")[0], "not_applicable");
});
