import assert from "node:assert/strict";
import { jobFromOptions } from "../../../../jobs/cli/job_from_options.ts";
import { jobCommand, type JobOptions } from "../../../../jobs/cli/job_options.ts";
import { planFromOptions, refusePlanFlags } from "../../../../jobs/cli/plan_from_options.ts";
import { nextStep, type Plan } from "../../../../jobs/plans/mod.ts";

const BY_HAND = ["--url", "http://127.0.0.1:9/v1", "--model", "m", "--seed", "3"];

/** The plan of a command line, as `main.ts` makes it. */
async function planOf(...args: string[]): Promise<Plan | null> {
  const command = jobCommand().configureOutput({ outputError: () => {} });
  command.parse([...BY_HAND, ...args], { from: "user" });
  const options = command.opts<JobOptions>();
  const { job } = await jobFromOptions(command.args[0], options, args);
  const { plan } = options;
  if (plan !== undefined) {
    return planFromOptions({ ...options, plan }, job.seed, job.workload, job.slo ?? null);
  }
  refusePlanFlags(options);
  return null;
}

Deno.test("a plan of minutes warms up for ten seconds and pauses for two, a plan of seconds for its share", async () => {
  const shapeOf = async (...args: string[]) => {
    const plan = await planOf("--plan", "sweep", ...args);
    assert.ok(plan?.kind === "sweep");
    return plan.shape;
  };
  const long = await shapeOf("--duration", "5m");
  assert.deepEqual([long.length, long.warmupMs, long.pauseMs], [
    { durationMs: 300_000 },
    10_000,
    2000,
  ]);
  const short = await shapeOf("--duration", "3s");
  assert.deepEqual([short.warmupMs, short.pauseMs], [500, 100]);
  const counted = await shapeOf("--max-num-completed-requests", "30");
  assert.deepEqual([counted.length, counted.warmupRequests, counted.warmupMs], [
    { requests: 30 },
    5,
    0,
  ]);
  const said = await shapeOf("--warmup-requests", "0", "--pause", "0s");
  assert.deepEqual([said.warmupRequests, said.warmupMs, said.pauseMs], [0, 0, 0]);
});

Deno.test("levels come from the list, the single-run flags or the plan's own default", async () => {
  const sweep = await planOf("--plan", "sweep", "--rates", "1..8*2");
  assert.deepEqual(
    sweep?.kind === "sweep" && sweep.levels.map((level) => level.kind === "rate" && level.ratePerS),
    [1, 2, 4, 8],
  );
  const levelOf = async (...args: string[]) => {
    const step = nextStep((await planOf(...args))!, []);
    return step!.level;
  };
  assert.deepEqual(await levelOf("--plan", "load", "--request-rate", "3"), {
    kind: "rate",
    ratePerS: 3,
  });
  assert.deepEqual(await levelOf("--plan", "load"), { kind: "concurrency", concurrency: 10 });
  assert.deepEqual(await levelOf("--plan", "sustained", "--concurrencies", "4"), {
    kind: "concurrency",
    concurrency: 4,
  });
});

Deno.test("objectives are stored in one form, and a comparison of a time has the requests of it", async () => {
  const slo = await planOf("--plan", "slo", "--slo", " ttft:p95 < 0.5s ;success>=0.99");
  assert.equal(slo?.kind === "slo" && slo.slo, "ttft:p95<500ms;success>=99%");
  const compare = await planOf(
    ...[
      "--plan",
      "compare",
      "--against",
      "http://127.0.0.1:8",
      "--rates",
      "5",
      "--duration",
      "20s",
    ],
  );
  assert.deepEqual(compare?.kind === "compare" && [compare.requestsPerSide, compare.rounds], [
    100,
    24,
  ]);
});

Deno.test("what a plan cannot use is refused in words, before anything is sent", async () => {
  const cases: [args: string[], says: RegExp][] = [
    [["--plan", "slo"], /needs --slo/],
    [["--plan", "slo", "--slo", "ttft:p95<1s", "--concurrencies", "2"], /it searches a rate/],
    [["--plan", "compare"], /needs side B/],
    [["--plan", "compare", "--against", "http://127.0.0.1:8", "--rounds", "6"], /at least 16/],
    [["--plan", "sustained"], /needs its level/],
    [["--plan", "sweep", "--rates", "1", "--concurrencies", "1"], /not both/],
    [["--plan", "sweep", "--against", "http://127.0.0.1:9"], /--against has no meaning/],
    [["--plan", "sweep", "--request-rate", "2"], /give --rates/],
    [["--plan", "load", "--rates", "1,2"], /one level and 2 are given/],
    [["--duration", "5s"], /--duration belongs to a plan/],
    [["--plan", "sweep", "--rates", "2..1*2"], /cannot be read/],
    [["--plan", "sweep", "--duration", "5 parsecs"], /a time such as 60s/],
    [["--plan", "sweep", "--headroom", "1"], /below 1/],
    [["--workload", "chat", "--stddev-input-tokens", "1"], /leave out --stddev-input-tokens/],
    [["--time-scale", "2"], /belongs to a trace/],
    [["--workload", "chatt"], /none of this name/],
  ];
  for (const [args, says] of cases) await assert.rejects(planOf(...args), says, args.join(" "));
});
