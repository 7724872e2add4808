import assert from "node:assert/strict";
import { join } from "node:path";
import { proportion, summarizeRun } from "../../../../jobs/metrics/mod.ts";
import { openResultsDir, ResultsDirError, writeResultsDir } from "../../../../jobs/results/mod.ts";
import type { Sample } from "../../../../jobs/samples/mod.ts";
import { makeRunRecord, makeSample } from "../../../testing/samples.ts";

const SETTINGS = {
  model: "sim",
  meanInputTokens: 550,
  stddevInputTokens: 150,
  meanOutputTokens: 150,
  stddevOutputTokens: 10,
  numConcurrentRequests: 8,
  additionalSamplingParams: {},
};

const SAMPLES: Sample[] = [0, 1, 2].map((index) =>
  makeSample({ index, sentMs: 1000 * index, phase: index === 0 ? "warmup" : "measured" })
);

function outcome(samples: readonly Sample[]) {
  return {
    status: "complete" as const,
    reason: null,
    endedAt: new Date("2026-11-16T08:01:00Z"),
    statistics: summarizeRun(samples, { price: null }),
    quality: { verdict: "ok" as const, reasons: [] },
    correctness: proportion(9, 10),
  };
}

async function inFolder(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function readJson(...path: string[]) {
  return JSON.parse(await Deno.readTextFile(join(...path)));
}

async function readLines(...path: string[]) {
  const text = await Deno.readTextFile(join(...path));
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

function oneLine(pattern: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof ResultsDirError);
    assert.match(error.message, pattern);
    assert.ok(!error.message.includes("\n"));
    return true;
  };
}

Deno.test("writeResultsDir() makes the folder and writes LLMPerf's two files beside our own", async () => {
  await inFolder(async (parent) => {
    const dir = join(parent, "new", "folder");
    const record = makeRunRecord({ metadata: { team: "a" } });
    const paths = await writeResultsDir(dir, {
      record,
      settings: SETTINGS,
      samples: SAMPLES,
      ...outcome(SAMPLES),
    });
    const names = [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
    assert.deepEqual(names, [
      "run.json",
      "samples.jsonl",
      "sim_550_150_individual_responses.json",
      "sim_550_150_summary.json",
    ]);
    assert.deepEqual(paths.toSorted(), names.map((name) => join(dir, name)));

    const run = await readJson(dir, "run.json");
    assert.equal(run.run_id, record.id);
    assert.equal(run.status, "complete");
    assert.equal(run.clock_origin_unix_ms, record.clockOriginUnixMs);
    assert.equal(run.endpoint.provider_name, "Acme");
    assert.equal(run.endpoint.price.input_usd_per_mtok, 0.15);
    assert.deepEqual(run.statistics, outcome(SAMPLES).statistics);
    assert.equal(run.correctness.rate, 0.9);

    const summary = await readJson(dir, "sim_550_150_summary.json");
    assert.equal(summary.team, "a");
    assert.equal(summary.timestamp, 1_794_816_060);
  });
});

Deno.test("writeResultsDir() keeps every sample, and leaves warm-up out of LLMPerf's files", async () => {
  await inFolder(async (dir) => {
    await writeResultsDir(dir, {
      record: makeRunRecord(),
      settings: SETTINGS,
      samples: SAMPLES,
      ...outcome(SAMPLES),
    });
    const lines = await readLines(dir, "samples.jsonl");
    assert.deepEqual(lines.map(({ index, phase }) => [index, phase]), [
      [0, "warmup"],
      [1, "measured"],
      [2, "measured"],
    ]);
    const responses = await readJson(dir, "sim_550_150_individual_responses.json");
    assert.equal(responses.length, 2);
    assert.equal(responses[0].ttft_s, 0.2);
    const summary = await readJson(dir, "sim_550_150_summary.json");
    assert.equal(summary.results_num_requests_started, 2);
  });
});

Deno.test("writeResultsDir() of no sample writes an empty list", async () => {
  await inFolder(async (dir) => {
    const empty = { record: makeRunRecord(), settings: SETTINGS, samples: [], ...outcome([]) };
    await writeResultsDir(dir, empty);
    assert.deepEqual(await readJson(dir, "sim_550_150_individual_responses.json"), []);
    assert.equal(await Deno.readTextFile(join(dir, "samples.jsonl")), "");
  });
});

Deno.test("openResultsDir() has every appended sample on disk before the run ends", async () => {
  await inFolder(async (dir) => {
    const record = makeRunRecord();
    const opened = await openResultsDir(dir, record, SETTINGS);
    await opened.appendSamples(SAMPLES.slice(0, 2));
    await opened.appendSamples(SAMPLES.slice(2));
    // As a killed process would leave it.
    opened.close();
    assert.equal((await readLines(dir, "samples.jsonl")).length, 3);
    const run = await readJson(dir, "run.json");
    assert.deepEqual([run.run_id, run.status, run.statistics], [record.id, "running", null]);
  });
});

Deno.test("openResultsDir() keeps an earlier run's record and samples under its id", async () => {
  await inFolder(async (dir) => {
    const earlier = makeRunRecord();
    const later = makeRunRecord();
    for (const record of [earlier, later]) {
      const samples = record === earlier ? SAMPLES : [];
      await writeResultsDir(dir, { record, settings: SETTINGS, samples, ...outcome(samples) });
    }
    assert.equal((await readJson(dir, "run.json")).run_id, later.id);
    assert.equal((await readJson(dir, `run-${earlier.id}.json`)).run_id, earlier.id);
    assert.equal((await readLines(dir, `samples-${earlier.id}.jsonl`)).length, 3);
  });
});

Deno.test("openResultsDir() keeps a run.json that it cannot read", async () => {
  await inFolder(async (dir) => {
    await Deno.writeTextFile(join(dir, "run.json"), "not ours");
    const record = makeRunRecord();
    (await openResultsDir(dir, record, SETTINGS)).close();
    assert.equal(await Deno.readTextFile(join(dir, `run-before-${record.id}.json`)), "not ours");
  });
});

Deno.test("openResultsDir() says in one line that the directory is a file", async () => {
  await inFolder(async (parent) => {
    const path = join(parent, "taken");
    await Deno.writeTextFile(path, "");
    for (const dir of [path, join(path, "below")]) {
      await assert.rejects(
        openResultsDir(dir, makeRunRecord(), SETTINGS),
        oneLine(/^Cannot write results to .*taken.*: .*; a file .*, choose/),
      );
    }
  });
});

Deno.test({
  name: "openResultsDir() says in one line that the directory cannot be written",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await assert.rejects(
      openResultsDir("/proc/lapboard", makeRunRecord(), SETTINGS),
      oneLine(/^Cannot write results to \/proc\/lapboard: .*; .*choose another/),
    );
  },
});

Deno.test({
  name: "a full disk is one line with a remedy, whichever file meets it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const responses = "sim_550_150_individual_responses.json";
    for (
      const name of ["samples.jsonl", responses, "run.json.tmp", "sim_550_150_summary.json.tmp"]
    ) {
      await inFolder(async (dir) => {
        // Every write to this device fails as one to a full disk does.
        await Deno.symlink("/dev/full", join(dir, name));
        await assert.rejects(
          writeResultsDir(dir, {
            record: makeRunRecord(),
            settings: SETTINGS,
            samples: SAMPLES,
            ...outcome(SAMPLES),
          }),
          oneLine(/^Cannot write results to .*: No space left on device; free some space/),
        );
      });
    }
  },
});
