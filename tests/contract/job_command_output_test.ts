import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../../db/client.ts";
import { samples as sampleRows } from "../../db/schema.ts";
import { startSimulatedProviderWorker } from "../../providers/simulated/mod.ts";
import { type ChatServer, startChatServer } from "../testing/chat_server.ts";
import {
  assertMeasured,
  resultOf,
  ROOT,
  runJobCommand,
  spawn,
  withTempDir,
} from "../testing/job_command.ts";

const QUANTILES = ["p25", "p50", "p75", "p90", "p95", "p99", "p99_9"];
const FIGURES = ["n", "mean", "stddev", "min", "max", ...QUANTILES, "certified"];

async function withProvider(use: (baseUrl: string) => Promise<void>): Promise<void> {
  const provider = await startSimulatedProviderWorker({ ttftMs: 20, itlMs: 2 });
  try {
    await use(provider.baseUrl);
  } finally {
    await provider.stop();
  }
}

/** Bodies that reached the server, by the index sent with them. */
function bodiesByIndex(server: ChatServer): Map<number, string> {
  return new Map(server.requests.map(({ headers, body }) => [Number(headers.get("x-i")), body]));
}

Deno.test("deno task job --json prints one object with every key of the contract, and nothing else", async () => {
  const simulate = spawn(
    [
      ...[Deno.execPath(), "task", "simulate", "--port", "0"],
      ...["--ttft-ms", "200", "--itl-ms", "20", "--seed", "1"],
    ],
    { cwd: ROOT },
  );
  try {
    const lines = simulate.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const url = /http:\S+\/v1/.exec((await lines.read()).value ?? "")?.[0];
    assert.ok(url, "the simulated provider does not say where it is");
    const { code, stdout, stderr } = await resultOf(spawn([
      ...[Deno.execPath(), "task", "job", "--url", url, "--model", "sim", "--llm-api", "openai"],
      ...["--max-num-completed-requests", "40", "--num-concurrent-requests", "8"],
      ...["--seed", "7", "--json", "--no-store", "--mean-output-tokens", "30"],
    ], { cwd: ROOT }));
    assertMeasured(code, stderr);
    assert.equal(stdout.trim().split("\n").length, 1);
    const run = JSON.parse(stdout);

    assert.match(run.run_id, /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    assert.equal(run.endpoint.model, "sim");
    assert.equal(run.endpoint.url, url);
    assert.equal(run.workload.mean_input_tokens, 550);
    assert.equal(run.workload.mean_output_tokens, 30);
    assert.equal(run.seed, 7);
    assert.deepEqual(
      [run.counts.started, run.counts.ok, run.counts.failed],
      [40, 40, 0],
    );
    assert.deepEqual(run.failures, {});
    assert.equal(run.success_rate, 1);
    assert.equal(run.methodology_version, 1);
    for (const name of ["ttft_ms", "itl_ms", "tpot_ms", "e2e_ms", "output_tps"]) {
      const metric = run.metrics[name];
      for (const key of FIGURES) assert.ok(key in metric, `${name}.${key} is missing`);
      assert.ok(metric.min <= metric.p50 && metric.p50 <= metric.p99 && metric.p99 <= metric.max);
      assert.ok(Array.isArray(metric.certified));
    }
    for (const key of ["output_tokens_per_s", "input_tokens_per_s", "requests_per_s"]) {
      assert.ok(run.throughput[key] > 0, key);
    }
    // The contract's bounds are 3 ms and 1 ms on a quiet machine; this one may not be quiet.
    const { ttft_ms, itl_ms } = run.metrics;
    assert.ok(ttft_ms.p50 >= 199.9 && ttft_ms.p50 < 215, `TTFT P50 ${ttft_ms.p50}`);
    assert.ok(Math.abs(itl_ms.p50 - 20) < 1, `ITL P50 ${itl_ms.p50}`);
    assert.match(run.command, /^deno task job --url .* --seed 7 --json/);
  } finally {
    simulate.kill("SIGINT");
    await simulate.status;
    await simulate.stderr.cancel();
  }
});

Deno.test("a job is stored in the working directory, and its results directory agrees with it", async () => {
  await withProvider((url) =>
    withTempDir(async (cwd) => {
      const { code, stdout, stderr } = await runJobCommand([
        ...["--url", url, "--model", "sim", "--max-num-completed-requests", "12"],
        ...["--mean-output-tokens", "20", "--checks", "4", "--json", "--results-dir", "out"],
        "--no-calibrate",
        ...["--metadata", "team=infra,note=two words", "--region", "lab"],
      ], { cwd });
      assertMeasured(code, stderr);
      const run = JSON.parse(stdout);
      assert.deepEqual([run.correctness.passed, run.correctness.asked], [4, 4]);
      assert.equal(run.correct_rate, 1);

      const names = [...Deno.readDirSync(join(cwd, "out"))].map(({ name }) => name).sort();
      assert.deepEqual(names, [
        "run.json",
        "samples.jsonl",
        "sim_550_20_individual_responses.json",
        "sim_550_20_summary.json",
      ]);
      const read = (name: string) => Deno.readTextFileSync(join(cwd, "out", name));
      const stored = JSON.parse(read("run.json"));
      assert.equal(stored.run_id, run.run_id);
      assert.deepEqual(stored.metadata, { team: "infra", note: "two words" });
      assert.equal(stored.region, "lab");
      assert.deepEqual(stored.statistics.metrics, run.metrics);
      assert.equal(read("samples.jsonl").trim().split("\n").length, 12);
      const summary = JSON.parse(read("sim_550_20_summary.json"));
      assert.equal(summary.results_num_requests_started, 12);
      assert.equal(summary.team, "infra");
      assert.equal(JSON.parse(read("sim_550_20_individual_responses.json")).length, 12);

      const db = await openDatabase({ dataDir: join(cwd, ".lapboard") });
      try {
        const found = await db.query.runs.findMany();
        assert.deepEqual(found.map(({ id, status }) => [id, status]), [[run.run_id, "complete"]]);
        assert.deepEqual(found[0]!.metadata, { team: "infra", note: "two words" });
        assert.equal(await db.$count(sampleRows), 12);
      } finally {
        await db.close();
      }
    })
  );
});

Deno.test("the same seed sends the same prompts byte for byte, and another seed sends others", async () => {
  const bodiesOf = async (seed: string): Promise<Map<number, string>> => {
    const server = startChatServer();
    try {
      await withTempDir(async (cwd) => {
        const { code, stderr } = await runJobCommand([
          ...["--url", server.baseUrl, "--model", "m", "--no-store", "--seed", seed],
          "--no-calibrate",
          ...["--max-num-completed-requests", "7", "--num-concurrent-requests", "3"],
          ...["--header", "X-I: {index}", "--header", "x-both: {index}-of-{index}"],
          ...["--additional-sampling-params", '{"temperature": 0.25, "stop": ["\\n\\n"]}'],
        ], { cwd });
        assertMeasured(code, stderr);
        assert.deepEqual([...Deno.readDirSync(cwd)], [], "--no-store left something behind");
      });
      assert.equal(server.requests.length, 7);
      for (const { headers } of server.requests) {
        assert.equal(headers.get("x-both"), `${headers.get("x-i")}-of-${headers.get("x-i")}`);
      }
      return bodiesByIndex(server);
    } finally {
      await server.stop();
    }
  };
  const first = await bodiesOf("123");
  const second = await bodiesOf("123");
  const other = await bodiesOf("124");
  assert.deepEqual([...first.keys()].sort(), [0, 1, 2, 3, 4, 5, 6]);
  for (const [index, body] of first) {
    assert.equal(second.get(index), body);
    assert.notEqual(other.get(index), body);
    const { model, stream, temperature, stop, messages } = JSON.parse(body);
    assert.deepEqual([model, stream, temperature, stop], ["m", true, 0.25, ["\n\n"]]);
    assert.equal(messages.length, 1);
  }
  assert.equal(new Set(first.values()).size, 7);
});

Deno.test("without --json people get a table on stdout and progress on stderr", async () => {
  await withProvider((url) =>
    withTempDir(async (cwd) => {
      const { code, stdout, stderr } = await runJobCommand(
        ["--url", url, "--model", "sim", "--no-store", "--mean-output-tokens", "20"],
        { cwd },
      );
      assertMeasured(code, stderr);
      assert.match(stdout, /TTFT \(ms\)/);
      assert.match(stdout, /requests +10 ok, 0 failed of 10 \(success 100\.0 %\)/);
      assert.match(stderr, /10\/10 TTFT P50 \d+ ms/);
      assert.ok(!(stdout + stderr).includes("\x1b"), "escape sequences in a pipe");
    })
  );
});

Deno.test("deno task job --help lists flags, examples and exit codes", async () => {
  const { code, stdout, stderr } = await resultOf(
    spawn([Deno.execPath(), "task", "job", "--help"], { cwd: ROOT }),
  );
  assert.equal(code, 0);
  assert.match(stdout, /--num-concurrent-requests <n>[\s\S]*Examples:[\s\S]*Exit codes: 0 done/);
  assert.ok(!/error/i.test(stderr), stderr);
});
