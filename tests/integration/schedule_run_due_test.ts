import assert from "node:assert/strict";
import type { Database } from "../../db/client.ts";
import { endpoints, slots } from "../../db/schema.ts";
import { createRunStore } from "../../jobs/persist.ts";
import type { RunStatus } from "../../jobs/run_record.ts";
import { runDue, type ScheduleDeps } from "../../jobs/schedule/mod.ts";
import { testOnBothDatabases } from "../testing/databases.ts";
import { makeEndpoint, makeRunRecord } from "../testing/samples.ts";

/** A schedule of its own region, whose measurements end as `outcomes` says. */
function makeSchedule(db: Database, region: string, outcomes: Record<string, RunStatus> = {}) {
  const lines: string[] = [];
  const measured: string[] = [];
  const keys = new Set(["ACME_API_KEY"]);
  const stop = new AbortController();
  const deps: ScheduleDeps = {
    db,
    now: () => new Date("2026-11-18T12:00:00Z"),
    env: (name) => keys.has(name) ? "secret" : undefined,
    endpoints: ["acme/one", "acme/two"].map((id) => makeEndpoint({ id })),
    workloadId: "chat-550-150",
    region,
    claimedBy: "a test",
    async measure(endpoint) {
      measured.push(endpoint.id);
      const record = makeRunRecord({ endpoint, region });
      await createRunStore(db).startRun(record);
      const status = outcomes[endpoint.id] ?? "complete";
      if (status === "interrupted") stop.abort();
      if (status === "running") throw new Error("out of paper");
      return { runId: record.id, status, reason: status === "complete" ? null : "it was down" };
    },
    log: (line) => lines.push(line),
    signal: stop.signal,
  };
  const stored = async () =>
    (await db.select().from(slots)).filter((slot) => slot.region === region)
      .sort((a, b) => a.endpointId < b.endpointId ? -1 : 1);
  return { deps, lines, measured, keys, stored };
}

testOnBothDatabases("the schedule measures what is due", async (db, t) => {
  await t.step("every endpoint once a week, however often it looks", async () => {
    const schedule = makeSchedule(db, "weekly");
    assert.deepEqual(await runDue(schedule.deps), { done: 2, failed: 0, skipped: 0 });
    assert.deepEqual(await runDue(schedule.deps), { done: 0, failed: 0, skipped: 0 });
    assert.deepEqual(schedule.measured, ["acme/one", "acme/two"]);
    const nextWeek = { ...schedule.deps, now: () => new Date("2026-11-23T00:00:01Z") };
    assert.deepEqual(await runDue(nextWeek), { done: 2, failed: 0, skipped: 0 });
    const weeks = (await schedule.stored()).map((slot) => slot.isoWeek).sort();
    assert.deepEqual(weeks, ["2026-W47", "2026-W47", "2026-W48", "2026-W48"]);
    assert.ok((await schedule.stored()).every((slot) => slot.runId !== null));
  });

  await t.step(
    "an endpoint without its key is skipped with one line, until the key is there",
    async () => {
      const schedule = makeSchedule(db, "keyless");
      schedule.keys.clear();
      assert.deepEqual(await runDue(schedule.deps), { done: 0, failed: 0, skipped: 2 });
      assert.deepEqual(await runDue(schedule.deps), { done: 0, failed: 0, skipped: 0 });
      assert.deepEqual(schedule.lines, [
        "acme/one: 2026-W47 skipped: not measured: ACME_API_KEY is not set",
        "acme/two: 2026-W47 skipped: not measured: ACME_API_KEY is not set",
      ]);
      const [slot] = await schedule.stored();
      assert.equal(slot!.status, "skipped");
      assert.equal(slot!.reason, "not measured: ACME_API_KEY is not set");
      assert.deepEqual(schedule.measured, []);
      schedule.keys.add("ACME_API_KEY");
      assert.deepEqual(await runDue(schedule.deps), { done: 2, failed: 0, skipped: 0 });
    },
  );

  await t.step("an endpoint that needs no key needs none", async () => {
    const schedule = makeSchedule(db, "open");
    schedule.keys.clear();
    const endpoints = [makeEndpoint({ id: "acme/open", apiKeyEnv: null })];
    assert.equal((await runDue({ ...schedule.deps, endpoints })).done, 1);
  });

  await t.step("one that fails does not keep the next from its turn", async () => {
    for (const [status, reason] of [["failed", "it was down"], ["running", "out of paper"]]) {
      const schedule = makeSchedule(db, `fails-${status}`, { "acme/one": status as RunStatus });
      assert.deepEqual(await runDue(schedule.deps), { done: 1, failed: 1, skipped: 0 });
      const [one, two] = await schedule.stored();
      assert.deepEqual([one!.status, one!.reason], ["failed", reason]);
      assert.equal(two!.status, "done");
      assert.deepEqual((await runDue(schedule.deps)).failed, 0);
    }
  });

  await t.step(
    "an interrupted one is left for the next start, and nothing more begins",
    async () => {
      const schedule = makeSchedule(db, "stopped", { "acme/one": "interrupted" });
      assert.deepEqual(await runDue(schedule.deps), { done: 0, failed: 0, skipped: 1 });
      assert.deepEqual(schedule.measured, ["acme/one"]);
      const restarted = makeSchedule(db, "stopped");
      assert.equal((await runDue(restarted.deps)).done, 2);
    },
  );
});

testOnBothDatabases(
  "an endpoint that left its region's catalog is no longer in the schedule",
  async (db) => {
    const enabled = async () =>
      (await db.select().from(endpoints)).filter((row) => row.enabled).map(({ id }) => id).sort();
    const { deps, lines } = makeSchedule(db, "shrinking");
    await runDue(deps);
    assert.deepEqual(await enabled(), ["acme/one", "acme/two"]);
    const smaller = { ...deps, endpoints: deps.endpoints.slice(0, 1) };
    // Another region's calendar never held it: its catalog says nothing about it.
    await runDue({ ...smaller, region: "elsewhere" });
    assert.deepEqual(await enabled(), ["acme/one", "acme/two"]);
    await runDue(smaller);
    assert.deepEqual(await enabled(), ["acme/one"]);
    await runDue(smaller);
    assert.equal(lines.filter((line) => line.startsWith("acme/two: not in the catalog")).length, 1);
    await runDue(deps);
    assert.deepEqual(await enabled(), ["acme/one", "acme/two"]);
  },
);
