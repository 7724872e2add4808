import assert from "node:assert/strict";
import { join } from "node:path";
import { type Database, openDatabase } from "../../db/client.ts";
import { checkItems, runs, samples as sampleRows } from "../../db/schema.ts";
import { startSimulatedProviderWorker } from "../../providers/simulated/mod.ts";
import { startByteServer } from "../testing/byte_server.ts";
import { shortAnswer, startChatServer } from "../testing/chat_server.ts";
import { withPostgres } from "../testing/databases.ts";
import { resultOf, ROOT, spawnJob, withTempDir } from "../testing/job_command.ts";

const SHOW_CURSOR = "\x1b[?25h";
const HIDE_CURSOR = "\x1b[?25l";

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!await holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** What a database knows of its only run. */
async function storedRun(db: Database) {
  const [run, ...others] = await db.select().from(runs);
  assert.equal(others.length, 0);
  return {
    run: run!,
    samples: await db.$count(sampleRows),
    checks: await db.$count(checkItems),
  };
}

/** A place to store runs that is at hand before and after a job, never during it. */
type Place = Parameters<typeof spawnJob>[1] & { stored: () => ReturnType<typeof storedRun> };

/** The embedded database, as newcomers have it. */
function inEmbedded(use: (place: Place) => Promise<void>): Promise<void> {
  return withTempDir((cwd) =>
    use({
      cwd,
      stored: async () => {
        const db = await openDatabase({ dataDir: join(cwd, ".lapboard") });
        try {
          return await storedRun(db);
        } finally {
          await db.close();
        }
      },
    })
  );
}

/** A Postgres, which is there sooner. */
function inPostgres(use: (place: Place) => Promise<void>): Promise<void> {
  return withPostgres((db, url) =>
    withTempDir((cwd) => use({ cwd, env: { DATABASE_URL: url }, stored: () => storedRun(db) }))
  );
}

/** util-linux's `script` gives a command a terminal of its own. */
function hasScript(): boolean {
  try {
    return new TextDecoder().decode(
      new Deno.Command("script", { args: ["--version"] }).outputSync().stdout,
    ).includes("util-linux");
  } catch {
    return false;
  }
}

Deno.test({
  name: "Ctrl-C on a terminal stores what is finished, ends with 130 and gives the cursor back",
  ignore: !hasScript(),
  fn: () =>
    withPostgres((db, databaseUrl) =>
      withTempDir(async (dir) => {
        const provider = await startSimulatedProviderWorker({ ttftMs: 20, itlMs: 1 });
        try {
          const job = [
            ...["deno", "task", "job", "--url", provider.baseUrl, "--model", "sim"],
            ...["--max-num-completed-requests", "5000", "--mean-output-tokens", "20"],
            ...["--results-dir", join(dir, "out"), "--no-calibrate"],
          ].join(" ");
          const terminal = new Deno.Command("script", {
            args: ["-qec", job, "/dev/null"],
            cwd: ROOT,
            env: { DATABASE_URL: databaseUrl, DENO_NO_UPDATE_CHECK: "1" },
            stdin: "piped",
            stdout: "piped",
            stderr: "null",
          }).spawn();
          const keys = terminal.stdin.getWriter();
          const output = new Response(terminal.stdout).text();
          await until(async () => await db.$count(sampleRows) > 0);
          // The key itself: the terminal sends the signal to the task runner and the job alike.
          await keys.write(new Uint8Array([3]));
          const { code } = await terminal.status;
          await keys.close().catch(() => {});
          const shown = await output;

          assert.equal(code, 130, shown);
          assert.match(shown, /interrupted: finished samples are kept/);
          assert.ok(!/Uncaught|error:/.test(shown), shown);
          assert.ok(shown.includes(HIDE_CURSOR), "no progress bar was shown");
          assert.ok(shown.lastIndexOf(SHOW_CURSOR) > shown.lastIndexOf(HIDE_CURSOR));

          const [run] = await db.select().from(runs);
          assert.deepEqual(
            [run!.status, run!.reason],
            ["interrupted", "interrupted by the user"],
          );
          const stored = await db.$count(sampleRows);
          assert.ok(stored > 0 && stored < 5000);
          const lines = Deno.readTextFileSync(join(dir, "out", "samples.jsonl")).trim();
          assert.equal(lines.split("\n").length, stored);
          const kept = JSON.parse(Deno.readTextFileSync(join(dir, "out", "run.json")));
          assert.equal(kept.status, "interrupted");
          assert.equal(kept.statistics.counts.started, stored);
        } finally {
          await provider.stop();
        }
      })
    ),
});

const BY_SIGNAL = [["SIGINT", inEmbedded], ["SIGTERM", inPostgres]] as const;

for (const [signal, inPlace] of BY_SIGNAL) {
  Deno.test(`${signal} in the middle of a job: what has finished is stored, and the run says so`, () =>
    inPlace(async (place) => {
      const provider = await startSimulatedProviderWorker({ ttftMs: 20, itlMs: 1 });
      try {
        const child = spawnJob([
          ...["--url", provider.baseUrl, "--model", "sim", "--json", "--no-calibrate"],
          ...["--max-num-completed-requests", "5000", "--mean-output-tokens", "20"],
        ], place);
        const result = resultOf(child);
        await until(async () => (await provider.truth()).server.requests_received > 40);
        child.kill(signal);
        const { code, stdout, stderr } = await result;
        assert.equal(code, 130, stderr);
        assert.match(stderr.trim(), /\ninterrupted: finished samples are kept$/);
        const printed = JSON.parse(stdout);
        assert.equal(printed.status, "interrupted");
        const { run, samples } = await place.stored();
        assert.deepEqual([run.id, run.status], [printed.run_id, "interrupted"]);
        assert.equal(samples, printed.counts.started);
        assert.ok(samples >= 20 && samples < 5000);
      } finally {
        await provider.stop();
      }
    }));
}

Deno.test("Ctrl-C while connections are still being opened ends the job at once", () =>
  inPostgres(async (place) => {
    // From the second connection on it never says a word, so that no TLS handshake ends.
    const idle = Promise.withResolvers<void>();
    const server = startByteServer((peer) => peer.number === 0 ? Promise.resolve() : idle.promise);
    try {
      const child = spawnJob([
        ...["--url", `https://127.0.0.1:${server.port}/v1`, "--model", "m", "--json"],
        ...["--connect-timeout", "60", "--no-calibrate"],
      ], place);
      const result = resultOf(child);
      await until(() => server.connections() > 1);
      const interruptedAt = Date.now();
      child.kill("SIGINT");
      const { code, stdout, stderr } = await result;
      assert.equal(code, 130, stderr);
      assert.ok(Date.now() - interruptedAt < 15_000, "it waited for the connections");
      const printed = JSON.parse(stdout);
      assert.equal(printed.counts.started, 0);
      assert.equal(printed.success_rate, null);
      const { run, samples } = await place.stored();
      assert.deepEqual([run.status, samples], ["interrupted", 0]);
    } finally {
      idle.resolve();
      await server.stop();
    }
  }));

Deno.test("Ctrl-C during the correctness questions keeps the whole load", () =>
  inPostgres(async (place) => {
    let questions = 0;
    const over = Promise.withResolvers<void>();
    const server = startChatServer(({ body }) => {
      if (body.includes("lines of the verse")) return shortAnswer();
      return ++questions === 1 ? shortAnswer() : over.promise.then(shortAnswer);
    });
    try {
      const child = spawnJob(
        ["--url", server.baseUrl, "--model", "m", "--json", "--checks", "8", "--no-calibrate"],
        place,
      );
      const result = resultOf(child);
      await until(() => questions > 3);
      child.kill("SIGINT");
      const { code, stdout, stderr } = await result;
      assert.equal(code, 130, stderr);
      const printed = JSON.parse(stdout);
      assert.deepEqual([printed.status, printed.counts.ok], ["interrupted", 10]);
      const { run, samples, checks } = await place.stored();
      assert.deepEqual([run.status, samples], ["interrupted", 10]);
      assert.equal(checks, 1, "the question that was answered is kept");
    } finally {
      over.resolve();
      await server.stop();
    }
  }));

Deno.test("Ctrl-C at any moment ends a job with 130 and without a word of a crash", () =>
  withTempDir(async (cwd) => {
    const provider = await startSimulatedProviderWorker({ ttftMs: 20, itlMs: 1 });
    try {
      // While it loads, opens connections, calibrates itself, measures.
      for (const afterMs of [150, 500, 900, 1400, 2500]) {
        const child = spawnJob(
          [
            "--url",
            provider.baseUrl,
            "--model",
            "sim",
            "--no-store",
            "--json",
            "--max-num-completed-requests",
            "100000",
          ],
          { cwd },
        );
        const result = resultOf(child);
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        child.kill("SIGINT");
        const { code, stdout, stderr } = await result;
        assert.equal(code, 130, stderr);
        assert.ok(!/Uncaught|error:/.test(stderr), stderr);
        if (stdout !== "") assert.equal(JSON.parse(stdout).status, "interrupted");
      }
    } finally {
      await provider.stop();
    }
  }));
