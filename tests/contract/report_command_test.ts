import assert from "node:assert/strict";
import { parquetReadObjects } from "hyparquet";
import { createApp } from "../../api/mod.ts";
import { withPostgres } from "../testing/databases.ts";
import { GROUP_ID, seedGroup } from "../testing/seed_group.ts";
import { seedRun } from "../testing/seed_board.ts";

const ROOT = new URL("../../", import.meta.url);
const RUN_ID = "11111111-1111-4111-8111-111111111111";

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command of `cli/` as its task does. */
async function run(script: string, args: string[], databaseUrl: string): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-P=launch", "cli/confined.ts", script, ...args],
    cwd: ROOT,
    env: { DATABASE_URL: databaseUrl, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("report, export and import as commands", async (t) => {
  const directory = await Deno.makeTempDir({ prefix: "lapboard-files-" });
  try {
    await withPostgres(async (db, url) => {
      await seedRun(db, { runId: RUN_ID, endpoint: { id: "swift/llama-3.1-8b" }, requests: 40 });
      await seedGroup(db);

      await t.step("a group's report is one object, with its checklist and steps", async () => {
        const { code, stdout } = await run("report", [GROUP_ID, "--format", "json"], url);
        assert.equal(code, 0);
        const report = JSON.parse(stdout);
        assert.equal(report.subject, "group");
        assert.equal(report.steps.length, 6);
        assert.equal(report.slo.max_rate_per_s, 12.4);
        const api = createApp({ db, now: () => new Date(), logError: assert.fail });
        const served = await api.request(`/api/v1/reports/groups/${GROUP_ID}`);
        assert.deepEqual(await served.json(), report, "the API serves the same");
      });

      await t.step(
        "a group's report answers for the capacity asked for, in every form",
        async () => {
          const asked = [GROUP_ID, "--target-rate", "50,200", "--headroom", "0.5"];
          const { stdout } = await run("report", [...asked, "--format", "json"], url);
          const { capacity } = JSON.parse(stdout);
          // 11.9/s at the lower end of the interval, half of it kept free; two GPUs at 3.50 USD.
          assert.deepEqual(
            capacity.map((
              each: Record<string, unknown>,
            ) => [each.target_rate, each.instances, each.gpus]),
            [[50, 9, 18], [200, 34, 68]],
          );
          assert.equal(capacity[0].cost.usd_per_hour, 63);
          const { stdout: markdown } = await run("report", [...asked, "--format", "md"], url);
          assert.match(markdown, /^\| 50 \| 9 \| 18 \| 5\.95 \| 46\.69 % \| 63 \|/m);
          const { stdout: html } = await run("report", asked, url);
          assert.match(html, /<h2 id="capacity">Capacity<\/h2>/);
          assert.match(html, /50 % of each instance is kept free \(50 %\)/);
        },
      );

      await t.step("Markdown and HTML go where --output says", async () => {
        const path = `${directory}/report.md`;
        const { code } = await run("report", [RUN_ID, "--format", "md", "--output", path], url);
        assert.equal(code, 0);
        assert.match(await Deno.readTextFile(path), /^# swift\/llama-3\.1-8b, plan load\n/);
        const html = await run("report", [RUN_ID], url);
        assert.match(html.stdout, /^<!doctype html><html lang="en">/);
      });

      await t.step("Parquet holds every sample of a group when asked for samples", async () => {
        const path = `${directory}/samples.parquet`;
        const args = [GROUP_ID, "--format", "parquet", "--table", "samples", "--output", path];
        assert.equal((await run("report", args, url)).code, 0);
        const { buffer } = await Deno.readFile(path);
        assert.equal((await parquetReadObjects({ file: buffer })).length, 6 * 120);
      });

      await t.step("a run goes out as vLLM's file and comes back, unranked", async () => {
        const out = await run("export", [RUN_ID, "--format", "vllm", "--output", directory], url);
        assert.equal(out.code, 0, out.stderr);
        const { code, stdout } = await run(
          "import",
          [`${directory}/vllm-${RUN_ID}.json`, "--json"],
          url,
        );
        assert.equal(code, 0);
        const [imported] = JSON.parse(stdout).runs;
        assert.equal(imported.samples, 40);
        const api = createApp({ db, now: () => new Date(), logError: assert.fail });
        const board = await api.request(
          "/api/v1/leaderboard?workload=imported-vllm&region=imported&week=2026-W47",
        );
        const { entries, unranked } = await board.json();
        assert.deepEqual(entries, []);
        assert.match(unranked[0].reason, /imported from vllm bench serve/);
        const again = await run("report", [imported.run_id, "--format", "json"], url);
        assert.equal(JSON.parse(again.stdout).imported_from, "vllm bench serve");
      });

      const wrong: [script: string, args: string[], message: RegExp][] = [
        ["report", [crypto.randomUUID()], /^error: there is no run or group .* in the Postgres/],
        ["report", ["nonsense"], /must be a UUID/],
        ["report", [RUN_ID, "--format", "pdf"], /Allowed choices are html, md, json, csv, parquet/],
        ["report", [RUN_ID, "--table", "steps"], /--table goes with/],
        ["report", [RUN_ID, "--headroom", "0.2"], /no capacity to report: a run by itself/],
        ["report", [RUN_ID, "--output", "/nowhere/report.html"], /cannot write \/nowhere/],
        ["export", [crypto.randomUUID(), "--format", "vllm"], /^error: there is no run/],
        [
          "export",
          [GROUP_ID, "--format", "vllm"],
          /^error: 9{8}-\S+ is a group, .*: name one of its 6, such as \S+0000 \(rate 1\/s\), .* --format csv$/m,
        ],
        ["export", [RUN_ID], /required option '--format <tool>'/],
        ["import", ["/nowhere.json"], /^error: cannot read \/nowhere\.json/],
        ["import", ["deno.json"], /^error: deno\.json is not a result file of llmperf, vllm/],
      ];
      for (const [script, args, message] of wrong) {
        await t.step(`${script} ${args.join(" ")} ends with 2 and one line`, async () => {
          const { code, stderr } = await run(script, args, url);
          assert.equal(code, 2, stderr);
          assert.match(stderr, message);
          assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
        });
      }
    });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
