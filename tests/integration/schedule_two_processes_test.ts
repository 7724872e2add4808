import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { slots } from "../../db/schema.ts";
import { withPostgres } from "../testing/databases.ts";

const PROGRAM = fileURLToPath(new URL("../testing/schedule_until_done.ts", import.meta.url));

/** Starts a scheduler process; it waits until `start` is called, and `tally` is what it did. */
async function launch(databaseUrl: string, claimedBy: string, endpointIds: string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      PROGRAM,
      JSON.stringify({ databaseUrl, claimedBy, endpointIds }),
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = createInterface({ input: Readable.fromWeb(child.stdout) })[Symbol.asyncIterator]();
  assert.equal((await lines.next()).value, "ready");
  return {
    async start(): Promise<{ done: number; failed: number; skipped: number }> {
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode("\n"));
      await writer.close();
      const { value } = await lines.next();
      await lines.return?.();
      assert.ok((await child.status).success);
      return JSON.parse(String(value));
    },
  };
}

Deno.test("two schedulers at once measure every slot exactly once between them", async () => {
  await withPostgres(async (db, databaseUrl) => {
    await db.execute(sql`create table measured (endpoint_id text, by text)`);
    const ids = Array.from({ length: 60 }, (_, i) => `acme/model-${i}`);
    // In opposite orders, so that they meet in the middle, and one that follows the first closely.
    const schedulers = await Promise.all([
      launch(databaseUrl, "first", ids),
      launch(databaseUrl, "second", ids.toReversed()),
      launch(databaseUrl, "third", ids),
    ]);
    const tallies = await Promise.all(schedulers.map((scheduler) => scheduler.start()));

    const measured = await db.execute(sql`select endpoint_id, by from measured`);
    assert.deepEqual(measured.map((row) => row.endpoint_id).sort(), ids.toSorted());
    assert.equal(tallies.reduce((sum, tally) => sum + tally.done, 0), ids.length);
    const takers = new Set(measured.map((row) => row.by));
    assert.ok(takers.size > 1, "one scheduler did everything, so nothing was contested");
    const rows = await db.select().from(slots);
    assert.equal(rows.length, ids.length);
    assert.ok(rows.every((row) => row.status === "done" && row.attempts === 1));
  });
});
