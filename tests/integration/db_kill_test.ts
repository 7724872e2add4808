import assert from "node:assert/strict";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { eq } from "drizzle-orm";
import { openDatabase, type OpenOptions } from "../../db/client.ts";
import { runs } from "../../db/schema.ts";
import { createRunStore } from "../../jobs/persist.ts";
import { createTestPostgres } from "../testing/postgres.ts";
import { makeSample } from "../testing/samples.ts";

const PROGRAM = fileURLToPath(new URL("../testing/append_until_killed.ts", import.meta.url));

/** Starts the storing program, kills it after some samples, and returns what it said was stored. */
async function storeUntilKilled(
  options: OpenOptions,
  samples: number,
): Promise<{ runId: string; acknowledged: number }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", PROGRAM, JSON.stringify(options)],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines: string[] = [];
  for await (const line of createInterface({ input: Readable.fromWeb(child.stdout) })) {
    lines.push(line);
    if (lines.length === samples + 1) child.kill("SIGKILL");
  }
  assert.equal((await child.status).signal, "SIGKILL");
  return { runId: lines[0]!, acknowledged: lines.length - 1 };
}

/** Everything acknowledged must be there, in order and whole; at most one more was in flight. */
async function checkStored(options: OpenOptions, runId: string, acknowledged: number) {
  const db = await openDatabase(options);
  try {
    const samples = await createRunStore(db).loadSamples(runId);
    assert.ok(
      samples.length === acknowledged || samples.length === acknowledged + 1,
      `${acknowledged} acknowledged, ${samples.length} found`,
    );
    samples.forEach((sample, index) => assert.deepEqual(sample, makeSample({ index }, 150)));
    const [run] = await db.select().from(runs).where(eq(runs.id, runId));
    return run!.status;
  } finally {
    await db.close();
  }
}

Deno.test("a kill loses no stored sample of the embedded database, whose run is then interrupted", async () => {
  const dir = await Deno.makeTempDir({ prefix: "lapboard-test-" });
  try {
    const options = { dataDir: join(dir, "data"), purpose: "a test" };
    for (const count of [1, 60]) {
      const { runId, acknowledged } = await storeUntilKilled(options, count);
      assert.ok(acknowledged >= count);
      assert.equal(await checkStored(options, runId, acknowledged), "interrupted");
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a kill loses no stored sample on Postgres, where others may still be running", async () => {
  const server = await createTestPostgres();
  try {
    const options = { databaseUrl: server.url };
    const { runId, acknowledged } = await storeUntilKilled(options, 60);
    assert.equal(await checkStored(options, runId, acknowledged), "running");
  } finally {
    await server.drop();
  }
});
