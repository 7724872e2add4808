import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { TRANSPORTS } from "../../jobs/wire/mod.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** `deno task calibrate` with these arguments, without the task runner around it. */
function spawnCalibrate(args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-P=calibrate", "cli/calibrate.ts", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function calibrate(args: readonly string[]) {
  const { code, stdout, stderr } = await spawnCalibrate(args).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

const SHORT = ["--seconds", "0.5"];

Deno.test("calibrate --json prints transport, concurrency and figures, and nothing else on stdout", async () => {
  const { code, out, err } = await calibrate([
    ...["--concurrency", "1,4", "--transport", "raw", "--json"],
    ...SHORT,
  ]);
  assert.equal(code, 0, err);
  const figures = JSON.parse(out);
  assert.deepEqual(Object.keys(figures), ["raw"]);
  for (const byConcurrency of Object.values<Record<string, unknown>>(figures)) {
    assert.deepEqual(Object.keys(byConcurrency), ["1", "4"]);
    for (const each of Object.values(byConcurrency)) {
      const { event_error_ms, ttft_error_ms, events_per_s, ...rest } = each as Record<
        string,
        { p50: number; p99: number }
      >;
      assert.deepEqual(rest, {});
      for (const error of [event_error_ms!, ttft_error_ms!]) {
        assert.deepEqual(Object.keys(error), ["p50", "p99"]);
        assert.ok(error.p50 > 0 && error.p50 <= error.p99 && error.p99 < 1000, out);
      }
      assert.ok(Number(events_per_s) > 10, out);
    }
  }
  assert.match(err, /raw: 4 streams/);
});

Deno.test("calibrate prints a table with every load, what its figures mean and where they were taken", async () => {
  const { code, out, err } = await calibrate([
    "--concurrency",
    "2",
    "--transport",
    "raw",
    ...SHORT,
  ]);
  assert.equal(code, 0, err);
  const row = out.split("\n").find((line) => line.includes(" raw "));
  assert.match(row ?? "", /raw +│ +2 │ +1 │ +\d+ │( +\d+\.\d{3} │){4} (ok|suspect|invalid)/);
  assert.match(out, /event error: how long after it was sent/);
  assert.match(out, /\d+ cores, \w+ \w+, Deno \d/);
});

Deno.test("calibrate measures every transport that works here unless told otherwise", async () => {
  const { code, out, err } = await calibrate(["--concurrency", "1", "--json", ...SHORT]);
  assert.equal(code, 0, err);
  const left = Object.keys(JSON.parse(out));
  const missing = TRANSPORTS.filter((name) => !left.includes(name));
  assert.ok(missing.length === 0 || /^ffi is left out: /m.test(err), err);
});

const WRONG: [args: string[], refusal: RegExp][] = [
  [["--bogus"], /unknown option '--bogus'/],
  [["--concurrency", "0"], /whole numbers from 1 to 1024/],
  [["--transport", "carrier-pigeon"], /one of raw, fetch-byob, ffi/],
  [["--seconds", "0"], /a number from 0.5 to 60/],
];

Deno.test("calibrate refuses wrong input with one line and exit code 2", async () => {
  await Promise.all(WRONG.map(async ([args, refusal]) => {
    const { code, out, err } = await calibrate(args);
    assert.equal(code, 2, args.join(" "));
    assert.equal(out, "");
    assert.match(err, refusal);
    assert.equal(err.trim().split("\n").length, 1, err);
  }));
});

Deno.test("calibrate --help shows examples", async () => {
  const { code, out } = await calibrate(["--help"]);
  assert.equal(code, 0);
  assert.match(out, /\$ deno task calibrate --concurrency 8,32 --transport raw/);
  assert.match(out, /\(default:\s+1,16,64,256\)/);
});

Deno.test("calibrate that is interrupted ends at once with exit code 130", async () => {
  const child = spawnCalibrate(["--concurrency", "8", "--transport", "raw", "--seconds", "60"]);
  const stderr = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  const out = new Response(child.stdout).text();
  assert.match((await stderr.read()).value ?? "", /raw: 8 streams/);
  // Its provider and threads start by then; were they not, it would end all the same.
  setTimeout(() => child.kill("SIGINT"), 500);
  const { code } = await child.status;
  while (!(await stderr.read()).done);
  assert.equal(code, 130);
  assert.equal(await out, "");
});
