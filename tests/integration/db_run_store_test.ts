import assert from "node:assert/strict";
import { eq, sql } from "drizzle-orm";
import { markInterruptedRuns } from "../../db/queries/mark_interrupted_runs.ts";
import { checkItems, endpoints, runs, samples, summaries } from "../../db/schema.ts";
import type { CheckResult } from "../../jobs/checks/check_item.ts";
import type { RunStatistics } from "../../jobs/metrics/summary_types.ts";
import { createRunStore } from "../../jobs/persist.ts";
import type { Quality } from "../../jobs/run_record.ts";
import { testOnBothDatabases } from "../testing/databases.ts";
import { makeEndpoint, makeRunRecord, makeSample } from "../testing/samples.ts";

const STATISTICS = { methodology_version: 1, counts: { ok: 2 } } as unknown as RunStatistics;
const QUALITY: Quality = { verdict: "ok", reasons: [], lag_p99_ms: 0.3 };
const END = {
  status: "complete" as const,
  quality: QUALITY,
  statistics: STATISTICS,
  reason: null,
  endedAt: new Date("2026-11-16T08:05:00Z"),
};

testOnBothDatabases("a run is kept from start to end", async (db, t) => {
  const store = createRunStore(db);

  await t.step("its record and endpoint are stored when it starts", async () => {
    const record = makeRunRecord({
      endpoint: makeEndpoint({
        hosting: {
          engine: "vllm",
          engineVersion: "0.11",
          engineArgs: null,
          hardware: "H200",
          hardwareCount: 1,
          precision: "fp8",
          gpuUsdPerHour: 3.5,
        },
      }),
      seed: Number.MAX_SAFE_INTEGER,
      metadata: { note: "ä\u0000\uD800 \u{1F600}" },
    });
    await store.startRun(record);
    const [run] = await db.select().from(runs).where(eq(runs.id, record.id));
    const { endpoint, ...rest } = record;
    assert.deepEqual(run, {
      ...rest,
      endpointId: endpoint.id,
      status: "running",
      verdict: null,
      endedAt: null,
      quality: null,
      reason: null,
      groupId: null,
      step: null,
      metadata: { note: "ä\uFFFD\uFFFD \u{1F600}" },
    });
    const [stored] = await db.select().from(endpoints);
    assert.deepEqual(stored!.hosting, endpoint.hosting);
    assert.equal(stored!.inputUsdPerMtok, 0.15);
    assert.equal(stored!.apiKeyEnv, "ACME_API_KEY");
  });

  await t.step("a later run brings its endpoint up to date", async () => {
    await store.startRun(makeRunRecord({
      endpoint: makeEndpoint({ model: "tiny-2", hosting: null }),
    }));
    const stored = await db.select().from(endpoints);
    assert.deepEqual(stored.map((row) => [row.model, row.hosting]), [["tiny-2", null]]);
  });

  await t.step("samples come back as they were", async () => {
    const record = makeRunRecord();
    await store.startRun(record);
    const failed = makeSample({
      index: 1,
      sentMs: null,
      connectStartMs: 0.1 + 0.2,
      connectedMs: null,
      firstByteMs: null,
      firstEventMs: null,
      firstContentMs: null,
      lastContentMs: null,
      arrivalsMs: new Float64Array(),
      tokensPerEvent: new Uint32Array(),
      finishReason: null,
      failure: {
        kind: "rate_limited",
        phase: "headers",
        httpStatus: 429,
        retryAfterS: 1.5,
        message: "429 Too Many Requests",
        bodyExcerpt: '{"error": "slow \\"down\\" \u{1F600}"}\n',
      },
    });
    const reasoning = makeSample({
      index: 2,
      phase: "warmup",
      connectStartMs: null,
      connectedMs: null,
      firstReasoningMs: 1200.25,
      tokensPerEvent: Uint32Array.of(1, 300, 70_000),
    });
    const original = [makeSample(), failed, reasoning];
    await store.appendSamples(record.id, original);
    assert.deepEqual(await store.loadSamples(record.id), original);
  });

  await t.step("text that Postgres cannot hold does not lose its sample", async () => {
    const record = makeRunRecord();
    await store.startRun(record);
    const failure = {
      kind: "malformed" as const,
      phase: "body" as const,
      httpStatus: 200,
      retryAfterS: null,
      message: "bad \0 byte",
      bodyExcerpt: "cut \u{1F600}".slice(0, -1),
    };
    await store.appendSamples(record.id, [makeSample({ failure })]);
    const [back] = await store.loadSamples(record.id);
    assert.equal(back!.failure!.message, "bad \uFFFD byte");
    assert.equal(back!.failure!.bodyExcerpt, "cut \uFFFD");
  });

  await t.step("samples sent twice are stored once and not changed", async () => {
    const record = makeRunRecord();
    await store.startRun(record);
    const batch = [makeSample(), makeSample({ index: 1 })];
    await store.appendSamples(record.id, batch);
    await store.appendSamples(record.id, [makeSample({ endMs: 9e9 }), makeSample({ index: 2 })]);
    const back = await store.loadSamples(record.id);
    assert.deepEqual(back, [...batch, makeSample({ index: 2 })]);
  });

  await t.step("no samples at all are no error", async () => {
    await store.appendSamples(crypto.randomUUID(), []);
  });

  await t.step("samples of a run that was never started are refused", async () => {
    await assert.rejects(
      store.appendSamples(crypto.randomUUID(), [makeSample()]),
      (error: Error) =>
        error.name === "DatabaseError" && /foreign key/.test(error.message) &&
        error.message.length < 400 && !error.message.includes("\n"),
    );
  });

  await t.step("answered questions come back as they were", async () => {
    const record = makeRunRecord();
    await store.startRun(record);
    const results: CheckResult[] = [
      {
        index: 0,
        kind: "arithmetic",
        prompt: "2+2?",
        expected: "4",
        got: "4",
        passed: true,
        failure: null,
      },
      {
        index: 1,
        kind: "exact_copy",
        prompt: "say hi",
        expected: "hi",
        got: null,
        passed: null,
        failure: "http_5xx",
      },
    ];
    await store.appendCheckResults(record.id, results);
    await store.appendCheckResults(record.id, results);
    const rows = await db.select().from(checkItems).orderBy(checkItems.index);
    assert.deepEqual(rows, results.map((result) => ({ runId: record.id, ...result })));
  });

  await t.step("its end and summary are stored together", async () => {
    const record = makeRunRecord();
    await store.startRun(record);
    await store.finishRun(record.id, END);
    const [run] = await db.select().from(runs).where(eq(runs.id, record.id));
    assert.equal(run!.status, "complete");
    assert.equal(run!.verdict, "ok");
    assert.deepEqual(run!.quality, QUALITY);
    assert.deepEqual(run!.endedAt, END.endedAt);
    const [summary] = await db.select().from(summaries).where(eq(summaries.runId, record.id));
    assert.deepEqual(summary!.statistics, STATISTICS);
    assert.equal(summary!.methodologyVersion, 1);
  });

  await t.step("a run without statistics gets no summary, and its reason", async () => {
    const record = makeRunRecord();
    await store.startRun(record);
    const reason = "interrupted by the user";
    await store.finishRun(record.id, { ...END, status: "interrupted", statistics: null, reason });
    const [run] = await db.select().from(runs).where(eq(runs.id, record.id));
    assert.equal(run!.reason, reason);
    assert.equal(await db.$count(summaries, eq(summaries.runId, record.id)), 0);
  });

  await t.step("finishing a run that was never started says so", async () => {
    await assert.rejects(store.finishRun(crypto.randomUUID(), END), /never started/);
  });

  await t.step("samples, answers and summaries cannot be changed or removed", async () => {
    for (const table of ["samples", "check_items", "summaries"]) {
      for (
        const statement of [
          `update ${table} set run_id = run_id`,
          `delete from ${table}`,
          `truncate ${table}`,
        ]
      ) {
        const done = db.execute(sql.raw(statement));
        await assert.rejects(done, (e: Error) => /append-only/.test(String(e.cause)), statement);
      }
    }
    assert.notEqual(await db.$count(samples), 0);
  });

  await t.step("10,000 samples of 150 events go in and come back", async () => {
    const record = makeRunRecord();
    await store.startRun(record);
    const many = Array.from({ length: 10_000 }, (_, index) => makeSample({ index }, 150));
    await store.appendSamples(record.id, many);
    const back = await store.loadSamples(record.id);
    assert.equal(back.length, many.length);
    assert.deepEqual(back.at(-1), many.at(-1));
  });
});

testOnBothDatabases("a run whose process died is marked interrupted", async (db) => {
  const store = createRunStore(db);
  const old = makeRunRecord({ startedAt: new Date("2026-11-16T08:00:00Z") });
  const empty = makeRunRecord({ startedAt: new Date("2026-11-16T08:00:00Z") });
  const done = makeRunRecord({ startedAt: new Date("2026-11-16T08:00:00Z") });
  const recent = makeRunRecord({ startedAt: new Date("2026-11-17T08:00:00Z") });
  for (const record of [old, empty, done, recent]) await store.startRun(record);
  await store.appendSamples(old.id, [
    makeSample({ endMs: 5000 }),
    makeSample({ index: 1, endMs: 61_500 }),
  ]);
  await store.finishRun(done.id, END);

  assert.equal(await markInterruptedRuns(db, new Date("2026-11-17T00:00:00Z")), 2);
  assert.equal(await markInterruptedRuns(db, new Date("2026-11-17T00:00:00Z")), 0);

  const rows = new Map((await db.select().from(runs)).map((row) => [row.id, row]));
  assert.equal(rows.get(old.id)!.status, "interrupted");
  assert.match(rows.get(old.id)!.reason!, /process that measured it ended/);
  assert.deepEqual(rows.get(old.id)!.endedAt, new Date("2026-11-16T08:01:01.500Z"));
  assert.deepEqual(rows.get(empty.id)!.endedAt, empty.startedAt);
  assert.equal(rows.get(done.id)!.status, "complete");
  assert.equal(rows.get(recent.id)!.status, "running");
});
