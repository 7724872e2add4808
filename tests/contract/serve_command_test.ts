import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withPostgres } from "../testing/databases.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs `serve`; `use` gets its first line and the process, which is interrupted afterwards. */
async function serve(
  args: string[],
  databaseUrl: string,
  use?: (line: string, child: Deno.ChildProcess) => Promise<void>,
): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-P=serve", "cli/serve.ts", ...args],
    cwd: ROOT,
    env: { DATABASE_URL: databaseUrl, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const err = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let out = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      out += value;
      if (use !== undefined && out.includes("\n")) {
        await use(out, child);
        use = undefined;
        child.kill("SIGINT");
      }
    }
  } catch (error) {
    child.kill("SIGKILL");
    await reader.cancel();
    await Promise.all([err, child.status]);
    throw error;
  }
  const { code } = await child.status;
  return { code, out, err: await err };
}

Deno.test("serve prints one line when ready, answers, and ends cleanly at Ctrl-C", async () => {
  await withPostgres(async (_db, databaseUrl) => {
    const ended = await serve(["--port", "0"], databaseUrl, async (line) => {
      const url = line.match(/http:\/\/localhost:\d+/)?.[0];
      assert.ok(url, line);
      const health = await fetch(`${url}/healthz`);
      assert.deepEqual([health.status, await health.json()], [200, { status: "ok" }]);
      const page = await fetch(url);
      assert.match(page.headers.get("content-type")!, /text\/html/);
      assert.match(await page.text(), /Nothing has been measured yet/);
    });
    assert.deepEqual([ended.code, ended.err], [0, ""]);
    assert.equal(ended.out.trimEnd().split("\n").length, 1);
    assert.ok(!ended.out.includes("postgres:postgres"), "no password on the screen");
  });
});

Deno.test("serve refuses wrong input with one line and exit code 2", async () => {
  const nowhere = "postgres://lapboard:hunter2@127.0.0.1:1/none";
  const cases: [args: string[], url: string, message: RegExp][] = [
    [["--prot", "1"], nowhere, /unknown option '--prot'/],
    [["--port", "70000"], nowhere, /port/i],
    [["--port", "0", "extra"], nowhere, /too many arguments/],
    [["--port", "0"], nowhere, /127\.0\.0\.1:1\/none does not answer/],
  ];
  await Promise.all(cases.map(async ([args, url, message]) => {
    const { code, out, err } = await serve(args, url);
    assert.equal(code, 2, err);
    assert.match(err, message);
    assert.equal(out, "");
    assert.ok(!err.includes("hunter2"), "no password in an error");
    assert.doesNotMatch(err, /\n\s+at /, "no stack");
  }));
});

Deno.test("serve says that a port is in use", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    await withPostgres(async (_db, databaseUrl) => {
      const port = String((taken.addr as Deno.NetAddr).port);
      const { code, err } = await serve(["--port", port], databaseUrl);
      assert.equal(code, 2);
      assert.match(err, /^error: the port is in use; .*--port/);
    });
  } finally {
    taken.close();
  }
});
