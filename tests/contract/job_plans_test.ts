import assert from "node:assert/strict";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { runGroups, runs } from "../../db/schema.ts";
import { startSimulatedProviderWorker } from "../../providers/simulated/mod.ts";
import { shortAnswer, startChatServer } from "../testing/chat_server.ts";
import { withPostgres } from "../testing/databases.ts";
import {
  assertMeasured,
  resultOf,
  ROOT,
  runJobCommand,
  spawn,
  spawnJob,
  taskCommandLine,
  withTempDir,
} from "../testing/job_command.ts";

const QUICK = ["--no-calibrate", "--mean-output-tokens", "8", "--model", "sim"];
const DATASETS = join(ROOT, "tests/testing/datasets");

async function withProvider(use: (baseUrl: string) => Promise<void>): Promise<void> {
  const provider = await startSimulatedProviderWorker({ ttftMs: 10, itlMs: 2 });
  try {
    await use(provider.baseUrl);
  } finally {
    await provider.stop();
  }
}

/** Runs the command without a database and reads its JSON. */
async function jsonOf(args: readonly string[], cwd: string) {
  const { code, stdout, stderr } = await runJobCommand([...args, "--no-store", "--json"], { cwd });
  assertMeasured(code, stderr);
  return JSON.parse(stdout);
}

/** The command that answers the capacity question. */
function capacityCommand(args: readonly string[]): string[] {
  return taskCommandLine("capacity", args);
}

Deno.test("a sweep that is killed goes on with the steps not done, and answers for capacity", async () => {
  await withProvider((url) =>
    withPostgres((db, databaseUrl) =>
      withTempDir(async (cwd) => {
        const place = { cwd, env: { DATABASE_URL: databaseUrl } };
        const killed = spawnJob([
          ...["--url", url, "--plan", "sweep", "--rates", "4..16*2", "--duration", "1200ms"],
          ...["--seed", "5", "--slo", "ttft:p95<10s"],
          ...QUICK,
        ], place);
        const ended = resultOf(killed);
        for (;;) {
          const [last] = await db.select().from(runs).where(eq(runs.status, "complete"));
          const all = await db.$count(runs);
          if (last !== undefined && all === 2) break;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        killed.kill("SIGKILL");
        await ended;
        const [group] = await db.select().from(runGroups);
        const id = group!.id;
        assert.equal(group!.planKind, "sweep");

        const refused = await runJobCommand(["--resume", id, "--rates", "1"], place);
        assert.equal(refused.code, 2);
        assert.match(refused.stderr, /leave out --rates/);

        const { code, stdout, stderr } = await runJobCommand(["--resume", id, "--json"], place);
        assertMeasured(code, stderr);
        const resumed = JSON.parse(stdout);
        assert.deepEqual([resumed.group_id, resumed.plan, resumed.status], [
          id,
          "sweep",
          "complete",
        ]);
        assert.equal(resumed.seed, 5);
        const rates = resumed.steps.map((step: { offered_rate: number }) => step.offered_rate);
        assert.deepEqual(rates.slice(0, 2), [4, 8]);
        const seeds = resumed.steps.map((step: { seed: number }) => step.seed);
        assert.equal(new Set(seeds).size, seeds.length);
        for (const step of resumed.steps) {
          assert.ok(step.achieved_rate > 0 && step.counts.ok > 0 && step.goodput.share.asked > 0);
          assert.equal(step.slo.expression, "ttft:p95<10000ms");
        }
        const stored = await db.select().from(runs).where(eq(runs.groupId, id));
        assert.deepEqual(
          stored.filter(({ status }) => status === "complete").map(({ id }) => id).sort(),
          resumed.steps.map((step: { run_id: string }) => step.run_id).sort(),
        );

        const again = await runJobCommand(["--resume", id, "--json", "--quiet"], place);
        assertMeasured(again.code, again.stderr);
        assert.deepEqual(JSON.parse(again.stdout).steps, resumed.steps);

        const capacity = await resultOf(
          spawn(capacityCommand([id, "--rate", "1000", "--headroom", "0.5", "--json"]), place),
        );
        assert.equal(capacity.code, 0, capacity.stderr);
        const answer = JSON.parse(capacity.stdout);
        assert.deepEqual([answer.group_id, answer.target_rate, answer.headroom], [id, 1000, 0.5]);
        assert.equal(answer.instances, Math.ceil(1000 / answer.rate_per_instance - 1e-9));
        assert.ok(answer.dominant_assumption.length > 0);
      })
    )
  );
});

Deno.test("a group that is being measured cannot be gone on with by a second process at once", async () => {
  await withProvider((url) =>
    withPostgres((db, databaseUrl) =>
      withTempDir(async (cwd) => {
        const place = { cwd, env: { DATABASE_URL: databaseUrl } };
        const first = spawnJob([
          ...["--url", url, "--plan", "sweep", "--rates", "4,8", "--duration", "120s"],
          ...QUICK,
        ], place);
        const ended = resultOf(first);
        let groupId: string | undefined;
        while (groupId === undefined) {
          // A step has begun, so the process holds the group.
          groupId = (await db.select().from(runs)).at(0)?.groupId ?? undefined;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const second = await runJobCommand(["--resume", groupId.toUpperCase()], place);
        assert.equal(second.code, 2, second.stderr);
        assert.match(
          second.stderr,
          new RegExp(`^error: group ${groupId} is being measured by another process: [^\\n]+\\n$`),
        );
        assert.equal(await db.$count(runs), 1, "it left no run behind");

        first.kill("SIGINT");
        assert.equal((await ended).code, 130);
        // Nobody has it any more.
        const third = spawnJob(["--resume", groupId], place);
        const resumed = resultOf(third);
        while (await db.$count(runs) < 2) await new Promise((resolve) => setTimeout(resolve, 20));
        third.kill("SIGINT");
        assert.equal((await resumed).code, 130);
      })
    )
  );
});

Deno.test("a comparison of a thing with itself pairs every request and shows no difference", async () => {
  await withProvider((url) =>
    withTempDir(async (cwd) => {
      const group = await jsonOf([
        ...["--url", url, "--plan", "compare", "--against", url, "--rounds", "16"],
        ...["--max-num-completed-requests", "16", "--pause", "0s"],
        ...QUICK,
      ], cwd);
      assert.equal(group.steps.length, 32);
      for (const side of ["a", "b"]) {
        const seeds = group.steps.filter((step: { side: string }) => step.side === side)
          .map((step: { seed: number }) => step.seed);
        assert.equal(new Set(seeds).size, 16);
      }
      const { ttft_ms, success_rate } = group.comparison;
      assert.equal(ttft_ms.pairs, 16);
      for (const key of ["difference", "interval", "p_value", "p_holm", "verdict"]) {
        assert.ok(key in ttft_ms, key);
      }
      assert.equal(success_rate.verdict, "no difference shown");
      assert.equal(group.against.url, url);
    })
  );
});

Deno.test("on one shared server neither side of a comparison is sent what the other was", async () => {
  const server = startChatServer(() => shortAnswer());
  try {
    await withTempDir(async (cwd) => {
      const group = await jsonOf([
        ...["--url", server.baseUrl, "--plan", "compare", "--against", server.baseUrl],
        ...["--rounds", "16", "--max-num-completed-requests", "16", "--pause", "0s"],
        ...["--warmup-requests", "1"],
        ...QUICK,
      ], cwd);
      const prompts = server.requests.map(({ body }) => JSON.parse(body).messages[0].content);
      assert.equal(new Set(prompts).size, prompts.length);
      // Behind the nonces each pair is the same.
      const texts = new Set(prompts.map((prompt: string) => prompt.slice(prompt.indexOf("\n"))));
      assert.equal(texts.size, prompts.length / 2);
      assert.equal(group.comparison.ttft_ms.pairs, 16);
    });
  } finally {
    await server.stop();
  }
});

Deno.test("slo says why there is no highest rate when all that are allowed meet the objectives", async () => {
  await withProvider((url) =>
    withTempDir(async (cwd) => {
      const group = await jsonOf([
        ...["--url", url, "--plan", "slo", "--slo", "e2e:mean<60s", "--rates", "5,10"],
        ...["--duration", "500ms"],
        ...QUICK,
      ], cwd);
      assert.deepEqual(Object.keys(group.slo).slice(0, 4), [
        ...["expression", "max_rate", "interval", "confirmed"],
      ]);
      assert.deepEqual(
        [group.slo.expression, group.slo.max_rate, group.slo.confirmed, group.capacity],
        ["e2e:mean<60000ms", null, false, null],
      );
      assert.match(group.slo.reason, /still met at 10\/s/);
    })
  );
});

Deno.test("a timed closed loop has as many requests as there was time for, and no number planned", async () => {
  await withProvider((url) =>
    withTempDir(async (cwd) => {
      const { stdout, stderr, code } = await runJobCommand([
        ...["--url", url, "--plan", "load", "--concurrencies", "2", "--duration", "1s"],
        ...["--no-store", "--json", "--results-dir", "out"],
        ...QUICK,
      ], { cwd });
      assertMeasured(code, stderr);
      const { steps: [step], plan } = JSON.parse(stdout);
      assert.deepEqual([plan, step.offered_rate, step.concurrency], ["load", null, 2]);
      assert.equal(step.plan.max_requests, null);
      assert.deepEqual([step.quality.load.planned, step.quality.load.left_over], [null, null]);
      assert.ok(step.counts.started > 2);
      const kept = JSON.parse(await Deno.readTextFile(join(cwd, "out/step-00/run.json")));
      assert.equal(kept.run_id, step.run_id);
    })
  );
});

Deno.test("a plan whose endpoint answers nobody fails after its first step", async () => {
  const server = startChatServer(() => new Response("no", { status: 500 }));
  try {
    await withTempDir(async (cwd) => {
      const { code, stdout, stderr } = await runJobCommand([
        ...["--url", server.baseUrl, "--plan", "sweep", "--rates", "50,100"],
        ...["--max-num-completed-requests", "3", "--no-store", "--json"],
        ...QUICK,
      ], { cwd });
      assert.equal(code, 1, stderr);
      const group = JSON.parse(stdout);
      assert.deepEqual([group.status, group.steps], ["failed", []]);
      assert.match(stderr, /the group failed: sweep: rate 50\/s: no request succeeded/);
    });
  } finally {
    await server.stop();
  }
});

Deno.test("a recorded workload is replayed at its own times, faster if asked, and whole", async () => {
  await withProvider((url) =>
    withTempDir(async (cwd) => {
      const run = await jsonOf([
        ...["--url", url, "--workload", join(DATASETS, "mooncake.jsonl"), "--time-scale", "0.01"],
        ...["--no-calibrate", "--model", "sim"],
      ], cwd);
      assert.match(run.workload.id, /^file-mooncake-[0-9a-f]{8}$/);
      assert.deepEqual([run.plan.kind, run.plan.arrival], ["open_loop", "as recorded"]);
      assert.equal(run.counts.ok, run.workload.requests);
    })
  );
});

Deno.test("every turn of a conversation is sent with what was said before", async () => {
  const server = startChatServer(() => shortAnswer());
  try {
    await withTempDir(async (cwd) => {
      const run = await jsonOf([
        ...["--url", server.baseUrl, "--workload", join(DATASETS, "conversations.jsonl")],
        ...["--num-concurrent-requests", "1", "--no-calibrate", "--model", "m"],
        ...["--additional-sampling-params", '{"temperature": 0.5}', "--slo", "ttft:p50<1min"],
        ...["--results-dir", "results"],
      ], cwd);
      const roles = server.requests.map(({ body }) =>
        JSON.parse(body).messages.map(({ role }: { role: string }) => role).join(" ")
      );
      assert.ok(roles.includes("user assistant user"), roles.join("\n"));
      assert.ok(server.requests.every(({ body }) => JSON.parse(body).temperature === 0.5));
      assert.ok(run.workload.notes.some((note: string) => /recorded answers/.test(note)));
      assert.deepEqual(
        [run.slo.verdict, run.goodput.share.asked],
        ["met", run.counts.started],
      );
      const file = JSON.parse(await Deno.readTextFile(join(cwd, "results", "run.json")));
      assert.deepEqual([file.slo, file.goodput], [run.slo, run.goodput]);
    });
  } finally {
    await server.stop();
  }
});

Deno.test("a workload's warm-up is sent before anything counts", async () => {
  const server = startChatServer(() => shortAnswer());
  try {
    await withTempDir(async (cwd) => {
      const run = await jsonOf([
        ...["--url", server.baseUrl, "--workload", "chat-550-150-warm", "--model", "m"],
        // One at a time: the server sees them in the order in which they left.
        ...["--no-calibrate", "--max-num-completed-requests", "4"],
        ...["--num-concurrent-requests", "1"],
      ], cwd);
      assert.equal(run.counts.started, 4);
      const prompts = (from: number, to: number) =>
        server.requests.slice(from, to).map(({ body }) => JSON.parse(body).messages[0].content);
      const warmup = new Set(prompts(0, run.counts.warmup));
      assert.equal(warmup.size, run.counts.warmup);
      assert.ok(run.counts.warmup > 0);
    });
  } finally {
    await server.stop();
  }
});

Deno.test("a malformed objective is refused with the place marked", async () => {
  await withTempDir(async (cwd) => {
    const { code, stdout, stderr } = await runJobCommand(
      ["--url", "http://127.0.0.1:9/v1", "--model", "m", "--slo", "ttft:p95<<5"],
      { cwd },
    );
    assert.deepEqual([code, stdout], [2, ""]);
    const [problem, expression, carets] = stderr.trimEnd().split("\n");
    assert.match(problem!, /^error: --slo: "<5" is no bound/);
    assert.equal(expression!.indexOf("<5"), carets!.indexOf("^^"));
  });
});
