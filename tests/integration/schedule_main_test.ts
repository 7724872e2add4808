import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { eq } from "drizzle-orm";
import { runs, samples, slots, summaries } from "../../db/schema.ts";
import {
  type SimulatedProviderOptions,
  startSimulatedProvider,
} from "../../providers/simulated/mod.ts";
import { withPostgres } from "../testing/databases.ts";

const MAIN = fileURLToPath(new URL("../../jobs/schedule/main.ts", import.meta.url));

function spawnSchedule(args: string[], env: Record<string, string> = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", MAIN, ...args],
    env,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function schedule(args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await spawnSchedule(args, env).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Serves a catalog of one simulated endpoint that needs no key and one that needs one. */
async function withCatalog(
  options: SimulatedProviderOptions,
  use: (dir: string) => Promise<void>,
): Promise<void> {
  const provider = await startSimulatedProvider(options);
  const dir = await Deno.makeTempDir({ prefix: "lapboard-test-" });
  const file = (id: string, key: string) => `
id: ${id}
name: ${id}
kind: self-hosted
protocol: openai-chat
base_url: ${provider.baseUrl}
api_key_env: ${key}
links: { home: null, docs: null }
endpoints: [{ slug: sim, model: sim, canonical_model: sim }]
`;
  try {
    await Deno.writeTextFile(`${dir}/open.yaml`, file("open", "null"));
    await Deno.writeTextFile(`${dir}/locked.yaml`, file("locked", "LAPBOARD_TEST_ABSENT_KEY"));
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
    await provider.stop();
  }
}

Deno.test("deno task schedule --once fills the week's slots, and a second time does nothing", async () => {
  await withPostgres(async (db, databaseUrl) => {
    await withCatalog({ ttftMs: 1, itlMs: 0.1 }, async (dir) => {
      const args = ["--once", "--catalog", dir, "--region", "here"];
      const first = await schedule(args, { DATABASE_URL: databaseUrl });
      assert.equal(first.code, 0, first.stderr);
      assert.equal(first.stdout, "");
      assert.match(
        first.stderr,
        /locked\/sim: \d{4}-W\d\d skipped: not measured: LAPBOARD_TEST_ABSENT_KEY is not set/,
      );

      const rows = await db.select().from(slots).orderBy(slots.endpointId);
      assert.deepEqual(
        rows.map((slot) => [slot.endpointId, slot.status, slot.region]),
        [["locked/sim", "skipped", "here"], ["open/sim", "done", "here"]],
      );
      const [run] = await db.select().from(runs);
      assert.equal(rows[1]!.runId, run!.id);
      assert.equal(run!.status, "complete");
      assert.equal(run!.isoWeek, rows[1]!.isoWeek);
      assert.equal(run!.workloadId, rows[1]!.workloadId);
      assert.match(run!.command, /deno task job open\/sim .*--seed \d+/);
      assert.equal(await db.$count(samples, eq(samples.runId, run!.id)), 150);
      assert.equal(await db.$count(summaries), 1);

      const second = await schedule(args, { DATABASE_URL: databaseUrl });
      assert.equal(second.code, 0, second.stderr);
      assert.equal(await db.$count(runs), 1);
    });
  });
});

Deno.test("deno task schedule keeps finished samples at Ctrl-C and leaves the slot open", async () => {
  await withPostgres(async (db, databaseUrl) => {
    await withCatalog({ ttftMs: 150, itlMs: 1 }, async (dir) => {
      const child = spawnSchedule(["--catalog", dir], { DATABASE_URL: databaseUrl });
      while (await db.$count(samples) === 0) await new Promise((r) => setTimeout(r, 50));
      child.kill("SIGINT");
      const { code, stderr } = await child.output();
      assert.equal(code, 130, new TextDecoder().decode(stderr));

      const [run] = await db.select().from(runs);
      assert.equal(run!.status, "interrupted");
      const kept = await db.$count(samples);
      assert.ok(kept > 0 && kept < 150, `${kept} samples`);
      const [slot] = await db.select().from(slots).where(eq(slots.endpointId, "open/sim"));
      assert.equal(slot!.status, "skipped");
      assert.equal(slot!.runId, run!.id);
    });
  });
});

Deno.test("deno task schedule --once ends with 1 when a measurement failed", async () => {
  await withPostgres(async (db, databaseUrl) => {
    await withCatalog({ models: ["another"] }, async (dir) => {
      const { code, stderr } = await schedule(["--once", "--catalog", dir], {
        DATABASE_URL: databaseUrl,
      });
      assert.equal(code, 1, stderr);
      const [slot] = await db.select().from(slots).where(eq(slots.endpointId, "open/sim"));
      assert.equal(slot!.status, "failed");
      assert.ok(slot!.reason);
    });
  });
});

Deno.test("deno task schedule ends with 2 and one clear line for wrong input", async () => {
  const cases: [string[], Record<string, string>, RegExp][] = [
    [["--onec"], {}, /unknown option '--onec'/],
    [["surplus"], {}, /too many arguments/],
    [["--catalog", "/no/such/folder"], {}, /\/no\/such\/folder does not exist/],
    [["--once"], { DATABASE_URL: "hunter2" }, /DATABASE_URL is not a Postgres URL/],
  ];
  for (const [args, env, expected] of cases) {
    const { code, stderr } = await schedule(args, env);
    assert.equal(code, 2, stderr);
    assert.match(stderr, expected);
    assert.ok(!/hunter2|\n\s+at /.test(stderr), stderr);
  }
});

Deno.test("deno task schedule --help shows flags and examples", async () => {
  const { code, stdout } = await schedule(["--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /--region <label>[\s\S]*DATABASE_URL[\s\S]*Examples:/);
});
