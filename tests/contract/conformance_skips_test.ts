import assert from "node:assert/strict";
import { join } from "node:path";
import { MISSING_VARIABLE, PARTS } from "../conformance/missing.ts";
import { type CommandOptions, resultOf, ROOT, spawn } from "../testing/job_command.ts";

Deno.test("a conformance test whose software is missing says so, and why, and is no pass", async () => {
  const missing = Object.fromEntries(PARTS.map((part) => [part, `${part} would not build`]));
  const { code, stdout } = await runCommand(
    [Deno.execPath(), "test", "-q", "-A", "--no-check", "tests/conformance"],
    { cwd: ROOT, env: { [MISSING_VARIABLE]: JSON.stringify(missing) } },
  );
  assert.equal(code, 0, stdout);
  for (const part of PARTS) {
    assert.match(stdout, new RegExp(`SKIPPED \\(${part}: ${part} would not build\\): .*ignored`));
  }
  const [, passed, ignored] = /ok \| (\d+) passed \| 0 failed \| (\d+) ignored/.exec(stdout)!;
  assert.equal(passed, "0");
  assert.ok(Number(ignored) > 30, stdout);
});

Deno.test("what cannot be installed has its reason in one line", async () => {
  const dir = await Deno.makeTempDir({ prefix: "lapboard-install-" });
  try {
    // A machine with timeout(1), and neither Python nor CMake.
    await Deno.symlink(await programPath("timeout"), join(dir, "timeout"));
    const module = new URL("../conformance/install.ts", import.meta.url).href;
    const code = `import { install } from "${module}";
      for (const part of ["litellm", "llama-server"]) console.log(await install(part, "${dir}"));`;
    const { stdout, stderr } = await runCommand([Deno.execPath(), "eval", "--no-check", code], {
      cwd: dir,
      env: { PATH: dir },
    });
    assert.equal(stdout, "there is no python3\nthere is no python3\n", stderr);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

function runCommand(command: readonly string[], options: CommandOptions) {
  return resultOf(spawn(command, options));
}

async function programPath(name: string): Promise<string> {
  const { stdout } = await runCommand(["sh", "-c", `command -v ${name}`], { cwd: ROOT });
  return await Deno.realPath(stdout.trim());
}
