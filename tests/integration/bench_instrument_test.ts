import assert from "node:assert/strict";
import { type BenchClient, chooseClients } from "../../bench/instrument/clients.ts";
import { LineProcess } from "../../bench/instrument/line_process.ts";
import { withoutPinning } from "../../bench/instrument/pinning.ts";
import { runWindow } from "../../bench/instrument/run_window.ts";
import { type Scenario, steady } from "../../bench/instrument/scenario.ts";
import { compileC, type Toolchain } from "../../bench/instrument/toolchain.ts";
import type { Window } from "../../bench/instrument/window.ts";

const NEVER = new AbortController().signal;
const NO_TOOLS: Toolchain = {
  truthServer: null,
  epollClient: null,
  tls: false,
  python: null,
  missing: [],
};
const SHORT: Scenario = { ...steady(3), events: 12, gapMs: 5, ttftMs: 20 };

/** A window too short to judge a client by, and long enough to match its every event. */
function tryOut(
  client: BenchClient,
  scenario: Scenario,
  tools: Toolchain,
  workDir: string,
  signal = NEVER,
): Promise<Window> {
  return runWindow(client, scenario, 0, {
    toolchain: tools,
    pinning: withoutPinning({ client: 0, server: 0 }),
    workDir,
    warmupMs: 200,
    windowMs: 300,
    signal,
  });
}

function clientNamed(name: string, tools: Toolchain): BenchClient {
  return chooseClients([name], tools).clients[0]!;
}

function assertMeasured({ failure, figures }: Window): void {
  assert.equal(failure, null);
  assert.ok(figures!.eventsPerS > 0);
  assert.ok(figures!.requestsPerS > 0);
  assert.ok(figures!.cpuUsPerEvent! > 0);
  assert.ok(figures!.peakRssMib > 1);
  // Wrongly matched events or clocks would be off by more than any machine is slow.
  assert.ok(Math.abs(figures!.eventErrorP50Ms!) < 250);
  assert.ok(Math.abs(figures!.ttftErrorP50Ms!) < 250);
}

async function inWorkDir(use: (workDir: string) => Promise<void>): Promise<void> {
  const workDir = await Deno.makeTempDir({ prefix: "bench-test-" });
  try {
    await use(workDir);
  } finally {
    await Deno.remove(workDir, { recursive: true });
  }
}

const hasCompiler = await new Deno.Command("sh", { args: ["-c", "command -v cc"] }).output()
  .then(({ success }) => success);
const ON_LINUX = { ignore: Deno.build.os !== "linux" };
const WITH_COMPILER = { ignore: Deno.build.os !== "linux" || !hasCompiler };

for (const name of ["raw", "fetch-byob", "deno-fetch"]) {
  Deno.test(
    `the bench matches every event of ${name} with the simulated provider's truth`,
    ON_LINUX,
    () =>
      inWorkDir(async (workDir) => {
        assertMeasured(await tryOut(clientNamed(name, NO_TOOLS), SHORT, NO_TOOLS, workDir));
      }),
  );
}

Deno.test(
  "the bench matches every event with the C truth server's, in every load",
  WITH_COMPILER,
  () =>
    inWorkDir(async (workDir) => {
      const tools = { ...NO_TOOLS, ...await compileC(workDir, []) };
      const c = clientNamed("c-epoll", tools);
      assertMeasured(await tryOut(c, SHORT, tools, workDir));
      assertMeasured(await tryOut(c, { ...SHORT, burst: true }, tools, workDir));
      assertMeasured(await tryOut(c, { ...SHORT, gapMs: 0, ttftMs: 0 }, tools, workDir));
      assertMeasured(await tryOut(clientNamed("raw", tools), SHORT, tools, workDir));
      if (!tools.tls) return;
      const tls = { ...SHORT, tls: true };
      assertMeasured(await tryOut(c, tls, tools, workDir));
      assertMeasured(await tryOut(clientNamed("raw", tools), tls, tools, workDir));
    }),
);

Deno.test(
  "a client that dies spoils its own window, with what it said last",
  ON_LINUX,
  () =>
    inWorkDir(async (workDir) => {
      const dying = {
        ...clientNamed("raw", NO_TOOLS),
        command: ["sh", "-c", "echo 'error: out of luck' >&2; exit 1"],
      };
      const { failure, figures } = await tryOut(dying, SHORT, NO_TOOLS, workDir);
      assert.match(failure!, /out of luck/);
      assert.equal(figures, null);
    }),
);

Deno.test(
  "an interrupt ends a window and its processes",
  ON_LINUX,
  () =>
    inWorkDir(async (workDir) => {
      const interrupt = new AbortController();
      const window = tryOut(
        clientNamed("raw", NO_TOOLS),
        SHORT,
        NO_TOOLS,
        workDir,
        interrupt.signal,
      );
      setTimeout(() => interrupt.abort(), 300);
      await assert.rejects(window, { name: "AbortError" });
    }),
);

Deno.test(
  "a process that says nothing is given up, and one that says something else too",
  ON_LINUX,
  async () => {
    const silent = new LineProcess("cat", ["cat"], NEVER);
    try {
      await assert.rejects(silent.expect("ready", 50), /cat did not say "ready" within 50 ms/);
    } finally {
      await silent.stop();
    }
    const other = new LineProcess("echo", ["echo", "sorry"], NEVER);
    try {
      await assert.rejects(other.expect("ready", 5000), /echo said "sorry" where "ready"/);
    } finally {
      await other.stop();
    }
  },
);
