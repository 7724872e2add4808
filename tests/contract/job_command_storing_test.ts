import assert from "node:assert/strict";
import { join } from "node:path";
import { samples as sampleRows } from "../../db/schema.ts";
import { startSimulatedProviderWorker } from "../../providers/simulated/mod.ts";
import { shortAnswer, startChatServer } from "../testing/chat_server.ts";
import { withPostgres } from "../testing/databases.ts";
import {
  type CommandResult,
  jobCommandLine,
  resultOf,
  spawn,
  spawnJob,
  withTempDir,
} from "../testing/job_command.ts";
import { startTcpProxy } from "../testing/tcp_proxy.ts";

/** Runs a command where it may mount disks that nobody else sees. */
const UNSHARE = ["unshare", "--map-root-user", "--mount"];

/** Not every container may; there the cases that need it are left out rather than faked. */
async function canMount(): Promise<boolean> {
  try {
    const child = spawn([...UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { cwd: "/" });
    return (await resultOf(child)).code === 0;
  } catch {
    return false;
  }
}

const MAY_MOUNT = await canMount();

/** What the one line of a run that could not store says. */
function readFailure({ code, stderr }: CommandResult, why: RegExp) {
  assert.equal(code, 1, stderr);
  const line = stderr.trim().split("\n").at(-1)!;
  assert.match(line, /^error: the run failed: /, stderr);
  assert.match(line, why);
  assert.ok(!/Uncaught|^\s+at /m.test(stderr), stderr);
  const stored = Number(/samples stored: (\d+)/.exec(line)?.[1]);
  const kept = /records kept in (\S+) instead: (\d+)/.exec(line);
  return { stored, path: kept?.[1] ?? "", rescued: Number(kept?.[2]) };
}

function rescuedIndexes(path: string, runId: string): number[] {
  const lines = Deno.readTextFileSync(path).trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines[0].run.run_id, runId);
  return lines.slice(1).map(({ sample }) => sample.index);
}

for (const withResults of [true, false]) {
  const where = withResults ? "the results directory" : "the directory for temporary files";
  Deno.test(`a database that goes away stops the run, and what it has not got is kept in ${where}`, () =>
    withPostgres((db, databaseUrl) =>
      withTempDir(async (cwd) => {
        const url = new URL(databaseUrl);
        const proxy = startTcpProxy(Number(url.port));
        url.port = String(proxy.port);
        const provider = await startSimulatedProviderWorker({ ttftMs: 20, itlMs: 1 });
        try {
          const child = spawnJob([
            ...["--url", provider.baseUrl, "--model", "sim", "--num-concurrent-requests", "4"],
            ...["--max-num-completed-requests", "5000", "--mean-output-tokens", "20", "--json"],
            "--no-calibrate",
            ...withResults ? ["--results-dir", "out"] : [],
          ], { cwd, env: { DATABASE_URL: url.href, TMPDIR: cwd } });
          const result = resultOf(child);
          while (await db.$count(sampleRows) === 0) await new Promise((r) => setTimeout(r, 50));
          proxy.cut();
          const finished = await result;

          const { stored, path, rescued } = readFailure(finished, /127\.0\.0\.1.*does not answer/);
          const run = JSON.parse(finished.stdout);
          assert.equal(run.status, "failed");
          assert.ok(stored > 0 && rescued > 0);
          assert.equal(run.counts.started, stored + rescued);
          assert.ok(run.counts.started < 5000, "it measured on");
          // A batch whose answer was lost may be stored as well: nothing is in neither place.
          const rows = await db.select({ index: sampleRows.index }).from(sampleRows);
          const runId = run.run_id as string;
          const found = new Set(rows.map(({ index }) => index));
          assert.ok(found.size >= stored);
          for (const index of rescuedIndexes(path.replace(/^(?!\/)/, `${cwd}/`), runId)) {
            found.add(index);
          }
          assert.equal(found.size, stored + rescued);
          assert.equal(path.includes("/out/") || path.startsWith("out/"), withResults, path);
          if (withResults) {
            const lines = Deno.readTextFileSync(join(cwd, "out", "samples.jsonl")).trim();
            assert.equal(lines.split("\n").length, stored + rescued);
            const kept = JSON.parse(Deno.readTextFileSync(join(cwd, "out", "run.json")));
            assert.equal(kept.status, "failed");
          }
        } finally {
          await provider.stop();
          await proxy.stop();
        }
      })
    ));
}

Deno.test({
  name: "a disk that fills up in the middle of a run ends it, and loses no finished sample",
  ignore: !MAY_MOUNT,
  fn: () =>
    withTempDir(async (dir) => {
      const disk = join(dir, "disk");
      const outside = join(dir, "outside");
      await Deno.mkdir(disk);
      await Deno.mkdir(outside);
      const full = join(outside, "fill");
      let answered = 0;
      const server = startChatServer(async () => {
        if (++answered === 20) await Deno.writeTextFile(full, "");
        await new Promise((resolve) => setTimeout(resolve, 10));
        return shortAnswer();
      });
      try {
        // The disk is the command's own, so it is filled from beside it.
        const script = `mount -t tmpfs -o size=90m tmpfs "$1" && cd "$1" || exit 9
          full=$2; shift 2
          (while [ ! -e "$full" ]; do sleep 0.05; done; cat /dev/zero >ballast 2>/dev/null) &
          exec "$@"`;
        const finished = await resultOf(spawn([
          ...UNSHARE,
          ...["sh", "-c", script, "sh", disk, full],
          ...jobCommandLine([
            ...["--url", server.baseUrl, "--model", "m", "--json", "--no-calibrate"],
            ...["--max-num-completed-requests", "20000", "--num-concurrent-requests", "4"],
          ]),
        ], { cwd: dir, env: { TMPDIR: outside } }));
        const { stored, path, rescued } = readFailure(finished, /no space left on the disk/);
        const run = JSON.parse(finished.stdout);
        assert.equal(run.counts.started, stored + rescued);
        assert.equal(new Set(rescuedIndexes(path, run.run_id)).size, rescued);
        assert.ok(path.startsWith(`${outside}/lapboard-rescue-${run.run_id}`), path);
      } finally {
        await server.stop();
      }
    }),
});

Deno.test({
  name: "a disk that is full or may not be written ends in one clear line before anything is sent",
  ignore: !MAY_MOUNT,
  fn: () =>
    withTempDir(async (dir) => {
      const cases: [mountOptions: string, says: RegExp][] = [
        ["ro", /^error: cannot use .*\.lapboard as data directory: .*[Rr]ead-only file system.*/],
        ["size=4m", /^error: embedded database in .*\.lapboard: no space left on the disk/],
      ];
      for (const [options, says] of cases) {
        const script = `mount -t tmpfs -o ${options} tmpfs "$1" && cd "$1" && shift && exec "$@"`;
        const { code, stdout, stderr } = await resultOf(spawn([
          ...UNSHARE,
          ...["sh", "-c", script, "sh", dir],
          ...jobCommandLine(["--url", "http://127.0.0.1:9/v1", "--model", "m"]),
        ], { cwd: "/" }));
        assert.equal(code, 2, stderr);
        assert.match(stderr, says);
        assert.equal(stderr.trim().split("\n").length, 1, stderr);
        assert.equal(stdout, "");
      }
    }),
});
