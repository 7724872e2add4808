import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseError } from "../../../db/errors.ts";
import { GuardedSinks } from "../../../jobs/guarded_sinks.ts";
import { METHODOLOGY_VERSION, summarizeRun } from "../../../jobs/metrics/mod.ts";
import type { RunEnd, RunSink } from "../../../jobs/run_sink.ts";
import { withTempDir } from "../../testing/job_command.ts";
import { MemorySink } from "../../testing/run_job.ts";
import { makeEndpoint, makeRunRecord, makeSample } from "../../testing/samples.ts";

const RECORD = makeRunRecord({ methodologyVersion: METHODOLOGY_VERSION });
const GONE = new DatabaseError("unreachable", "Postgres at h/x does not answer (ECONNRESET)");
const FULL = new DatabaseError("disk_full", "no space left");

const batch = (...indexes: number[]) => indexes.map((index) => makeSample({ index }));

function end(): RunEnd {
  return {
    status: "complete",
    reason: null,
    quality: { verdict: "ok", reasons: [] },
    statistics: summarizeRun(batch(0, 1), { price: makeEndpoint().price }),
    endedAt: new Date(),
  };
}

/** A sink that takes `takes` batches and then does as told. */
class FailingSink extends MemorySink {
  asked = 0;

  constructor(private readonly takes: number, private readonly then: () => Promise<void>) {
    super();
  }

  override appendSamples(runId: string, samples: Parameters<RunSink["appendSamples"]>[1]) {
    return ++this.asked <= this.takes ? super.appendSamples(runId, samples) : this.then();
  }
}

function rescued(path: string): Record<string, { index?: number; run_id?: string }>[] {
  return Deno.readTextFileSync(path).trim().split("\n").map((line) => JSON.parse(line));
}

Deno.test("sinks that take everything get everything, and nothing is rescued", () =>
  withTempDir(async (dir) => {
    const sinks = [new MemorySink(), new MemorySink()];
    const guarded = new GuardedSinks(sinks, { rescueDirs: [dir], onFailure: assert.fail });
    await guarded.startRun(RECORD);
    await guarded.appendSamples(RECORD.id, batch(0, 1));
    await guarded.appendCheckResults(RECORD.id, []);
    await guarded.finishRun(RECORD.id, end());
    assert.equal(guarded.failure(), null);
    for (const sink of sinks) {
      assert.deepEqual(sink.samples.map(({ index }) => index), [0, 1]);
      assert.equal(sink.end!.status, "complete");
    }
    assert.deepEqual([...Deno.readDirSync(dir)], []);
  }));

Deno.test("what a sink refuses, and all that comes after it, is kept in one file", () =>
  withTempDir(async (dir) => {
    const broken = new FailingSink(1, () => Promise.reject(GONE));
    const sound = new MemorySink();
    let failures = 0;
    const guarded = new GuardedSinks([broken, sound], {
      rescueDirs: [dir],
      onFailure: () => failures++,
    });
    await guarded.startRun(RECORD);
    await guarded.appendSamples(RECORD.id, batch(0, 1, 2));
    assert.equal(failures, 0);
    await guarded.appendSamples(RECORD.id, batch(3, 4));
    await guarded.appendSamples(RECORD.id, batch(5));
    const check = { index: 0, kind: "arithmetic", prompt: "?", expected: "1" } as const;
    await guarded.appendCheckResults(RECORD.id, [
      { ...check, got: "1", passed: true, failure: null },
    ]);
    await guarded.finishRun(RECORD.id, end());

    assert.equal(failures, 1);
    assert.equal(broken.asked, 2, "a broken sink is not asked again");
    assert.deepEqual(sound.samples.map(({ index }) => index), [0, 1, 2, 3, 4, 5]);
    const path = join(dir, `lapboard-rescue-${RECORD.id}.jsonl`);
    assert.equal(
      guarded.failure(),
      `Postgres at h/x does not answer (ECONNRESET); samples stored: 3, ` +
        `records kept in ${path} instead: 4`,
    );
    const lines = rescued(path);
    assert.equal(lines[0]!.run!.run_id, RECORD.id);
    assert.deepEqual(lines.slice(1, 4).map(({ sample }) => sample!.index), [3, 4, 5]);
    assert.equal(lines[4]!.check!.index, 0);
    assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  }));

Deno.test("where the first directory cannot be written, the next one is taken", () =>
  withTempDir(async (dir) => {
    const guarded = new GuardedSinks([new FailingSink(0, () => Promise.reject(FULL))], {
      rescueDirs: [join(dir, "missing"), dir],
      onFailure: () => {},
    });
    await guarded.startRun(RECORD);
    await guarded.appendSamples(RECORD.id, batch(0));
    assert.equal(rescued(join(dir, `lapboard-rescue-${RECORD.id}.jsonl`)).length, 2);
    assert.match(guarded.failure()!, /^no space left; samples stored: 0, records kept in /);
  }));

Deno.test("where no directory can be written, that is said", async () => {
  const guarded = new GuardedSinks([new FailingSink(0, () => Promise.reject(FULL))], {
    rescueDirs: ["/no/such/directory", "/nor/this/one"],
    onFailure: () => {},
  });
  await guarded.startRun(RECORD);
  await guarded.appendSamples(RECORD.id, batch(0, 1));
  await guarded.appendSamples(RECORD.id, batch(2));
  assert.match(
    guarded.failure()!,
    /^no space left; samples stored: 0, records lost: 3 \(\/no\/such\/directory.*; \/nor\/this/,
  );
});

Deno.test("a store that never answers is given up after a while", () =>
  withTempDir(async (dir) => {
    const guarded = new GuardedSinks([new FailingSink(1, () => new Promise(() => {}))], {
      rescueDirs: [dir],
      onFailure: () => {},
      answerWithinMs: 50,
    });
    await guarded.startRun(RECORD);
    await guarded.appendSamples(RECORD.id, batch(0));
    await guarded.appendSamples(RECORD.id, batch(1));
    assert.match(
      guarded.failure()!,
      /has not answered for 0\.05 s; samples stored: 1, records kept/,
    );
  }));

Deno.test("a run whose end cannot be stored has failed, though its samples are safe", () =>
  withTempDir(async (dir) => {
    const sink = new MemorySink();
    sink.finishRun = () => Promise.reject(GONE);
    const guarded = new GuardedSinks([sink], { rescueDirs: [dir], onFailure: () => {} });
    await guarded.startRun(RECORD);
    await guarded.appendSamples(RECORD.id, batch(0));
    await guarded.finishRun(RECORD.id, end());
    assert.match(guarded.failure()!, /does not answer.*; samples stored: 1, but not how the run/);
    assert.deepEqual([...Deno.readDirSync(dir)], []);
  }));

Deno.test("a fault of ours is thrown at the end, once everything is rescued", () =>
  withTempDir(async (dir) => {
    const bug = new TypeError("undefined is not a function");
    const guarded = new GuardedSinks([new FailingSink(0, () => Promise.reject(bug))], {
      rescueDirs: [dir],
      onFailure: () => {},
    });
    await guarded.startRun(RECORD);
    await guarded.appendSamples(RECORD.id, batch(0));
    await guarded.appendSamples(RECORD.id, batch(1));
    await assert.rejects(guarded.finishRun(RECORD.id, end()), (error: Error) => {
      assert.equal(error.cause, bug);
      return /samples stored: 0, records kept in .* instead: 2/.test(error.message);
    });
  }));

Deno.test("a sink that cannot even start is refused as it is: nothing has been measured", async () => {
  const sink = new MemorySink();
  sink.startRun = () => Promise.reject(GONE);
  const guarded = new GuardedSinks([sink], { rescueDirs: [], onFailure: assert.fail });
  await assert.rejects(guarded.startRun(RECORD), GONE);
});
