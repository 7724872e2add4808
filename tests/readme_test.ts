import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadCatalog } from "../providers/catalog/mod.ts";
import { startSimulatedProviderWorker } from "../providers/simulated/mod.ts";
import { withCheckout } from "./testing/checkout.ts";
import { shellCommands } from "./testing/markdown.ts";
import { createTestPostgres } from "./testing/postgres.ts";
import { type RunningCommand, startShell } from "./testing/shell.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const README = await Deno.readTextFile(join(ROOT, "README.md"));
const COMMANDS = shellCommands(README);
const DEMO = "deno task demo";

/** How a command of the README is run here. A command that fits none is a mistake. */
const WAYS: readonly { pattern: RegExp; run: (command: string, at: Place) => Promise<void> }[] = [
  { pattern: /^deno task test$/, run: tests },
  { pattern: /^deno task job --help$/, run: help },
  { pattern: /^(\w+=\S+ )?deno task job .*/, run: job },
  { pattern: /^deno task simulate .*--port 9100\b/, run: simulate },
  { pattern: /^(DATABASE_URL=\S+ )?deno task serve\b/, run: serve },
  { pattern: /^DATABASE_URL=\S+ deno task schedule\b/, run: schedule },
  { pattern: /^(\w+=\S+ )?deno task provider:check .*/, run: check },
];

/** Where commands are run, and what the README's placeholders stand for. */
interface Place {
  dir: string;
  /** Text of the README and what takes its place, such as an address that answers. */
  standIns: readonly [placeholder: string, real: string][];
  /** Port of the README's simulated provider. */
  simulatePort: number;
  /** What a reader would leave running in another terminal. */
  leftRunning: RunningCommand[];
}

Deno.test("every command of the README does what it says", async (t) => {
  // A step sees what the demo opens and closes meanwhile; the test as a whole does not.
  const step = (command: string, run: () => Promise<void>) =>
    t.step({ name: command, fn: run, sanitizeOps: false, sanitizeResources: false });
  await withPlace(async (place) => {
    // It takes longest, so it runs beside the others, in a checkout of its own.
    const demoRun = Promise.allSettled([withCheckout((dir) => demo(DEMO, { ...place, dir }))]);
    for (const command of COMMANDS) {
      // The one that needs npx is a test of its own, below.
      if (command === DEMO || command === npxCommand()) continue;
      await step(command, () => wayOf(command)(command, place));
    }
    await step(DEMO, async () => {
      const [outcome] = await demoRun;
      if (outcome.status === "rejected") throw outcome.reason;
    });
  });
});

Deno.test({
  name: "the README's command for machines with Node alone measures, and ends at Ctrl-C",
  // Needs npx, and the registry or npm's cache.
  ignore: !await canRunNpx(),
  fn: async () => {
    await withPlace(async (place) => {
      const running = start(`${npxCommand()} --port 0`, place);
      await running.until(/steady +: \d+\/64 TTFT P50/);
      running.interrupt();
      await endsAtCtrlC(running);
    });
  },
});

Deno.test("the README's Deno is the one that the build takes", async () => {
  const version = /deno@([\d.]+)/.exec(npxCommand())![1]!;
  const build = await Deno.readTextFile(join(ROOT, ".ci/run"));
  assert.match(build, new RegExp(`^deno_version=${RegExp.escape(version)}$`, "m"));
});

Deno.test("a command that the README gains must be given a way to be run", () => {
  assert.throws(() => wayOf("make all"), /no way to run "make all"/);
  assert.deepEqual(shellCommands("```sh\n# a\nb \\\n c\n\nd\n```\n```yaml\ne\n```\n"), [
    "b   c",
    "d",
  ]);
  assert.ok(COMMANDS.includes(DEMO) && COMMANDS.includes("deno task test"));
});

function wayOf(command: string) {
  const way = WAYS.find(({ pattern }) => pattern.test(command));
  if (way === undefined) throw new Error(`there is no way to run "${command}": add one to WAYS`);
  return way.run;
}

function npxCommand(): string {
  const command = COMMANDS.find((command) => /^npx -y deno@[\d.]+ task demo$/.test(command));
  assert.ok(command, "the README has no command for machines with Node alone");
  return command;
}

async function canRunNpx(): Promise<boolean> {
  const deno = npxCommand().split(" ").slice(0, 3).join(" ");
  const { ended } = startShell(`${deno} --version`, { cwd: ROOT, env: Deno.env.toObject() });
  return (await ended).code === 0;
}

/** A checkout, servers that stand for the README's, and nothing that could reach a real one. */
async function withPlace(use: (place: Place) => Promise<void>): Promise<void> {
  const postgres = await createTestPostgres({ migrated: false });
  const models = ["my-model", "llama3.2", ...(await loadCatalog()).map(({ model }) => model)];
  const behaviour = { ttftMs: 30, itlMs: 1, models };
  const open = await startSimulatedProviderWorker(behaviour);
  const keyed = await startSimulatedProviderWorker({ ...behaviour, apiKey: "sk-..." });
  const leftRunning: RunningCommand[] = [];
  try {
    await withCheckout(async (dir) => {
      await pointCatalogAt(keyed.baseUrl, join(dir, "providers/catalog"));
      try {
        await use({
          dir,
          simulatePort: freePort(),
          leftRunning,
          standIns: [
            ["https://llm.example.com/v1", keyed.baseUrl],
            ["https://claude.example.com", keyed.url],
            ["http://localhost:8000/v1", open.baseUrl],
            ["http://localhost:11434", open.url],
            ["postgres://lapboard:secret@localhost:5432/lapboard", postgres.url],
          ],
        });
      } finally {
        for (const command of leftRunning) {
          command.interrupt();
          await endsAtCtrlC(command);
        }
      }
    });
  } finally {
    await open.stop();
    await keyed.stop();
    await postgres.drop();
  }
}

async function pointCatalogAt(baseUrl: string, dir: string): Promise<void> {
  for await (const { name } of Deno.readDir(dir)) {
    if (!name.endsWith(".yaml")) continue;
    const text = await Deno.readTextFile(join(dir, name));
    await Deno.writeTextFile(
      join(dir, name),
      text.replace(/\bbase_url: .*/g, `base_url: ${baseUrl}`),
    );
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

function start(command: string, place: Place): RunningCommand {
  for (const [placeholder, real] of place.standIns) command = command.replace(placeholder, real);
  command = command.replace(/\b9100\b/, String(place.simulatePort));
  assert.doesNotMatch(
    command,
    /:\/\/(?!(\w+:\w+@)?127\.0\.0\.1[:/])/,
    "it would leave this machine",
  );
  return startShell(command, { cwd: place.dir, env: environment });
}

/** This process's environment with its own Deno first, and without keys and databases. */
const environment: Record<string, string> = await (async () => {
  const env = Deno.env.toObject();
  for (const { apiKeyEnv } of await loadCatalog()) if (apiKeyEnv !== null) delete env[apiKeyEnv];
  delete env["DATABASE_URL"];
  return {
    ...env,
    PATH: `${dirname(Deno.execPath())}:${env["PATH"] ?? "/usr/bin:/bin"}`,
    NO_COLOR: "1",
    DENO_NO_UPDATE_CHECK: "1",
  };
})();

async function endsAtCtrlC(command: RunningCommand): Promise<void> {
  const { code, output } = await command.ended;
  assert.equal(code, 130, output);
  assert.doesNotMatch(output, /^error|Uncaught/m);
}

async function demo(command: string, place: Place): Promise<void> {
  const running = start(`${command} --port 0`, place);
  const [, url] = await running.until(/The board is at (http:\S+)/);
  const page = await (await fetch(url!)).text();
  for (const slug of ["steady", "slow-start", "flaky"]) {
    assert.ok(page.includes(`simulated/${slug}`));
  }
  running.interrupt();
  await endsAtCtrlC(running);
}

/** This test is part of what the command runs, so it only makes sure that it is the one. */
async function tests(command: string): Promise<void> {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  assert.match(tasks.test.command, /^deno test .*\btests$/);
  assert.ok((await Deno.readTextFile(join(ROOT, ".ci/run"))).includes(`\n${command} `));
}

async function help(command: string, place: Place): Promise<void> {
  const { code, output } = await start(command, place).ended;
  assert.equal(code, 0, output);
  for (const [flag] of README.matchAll(/--[a-z-]+(?= DIR)|--api-key-env|--json/g)) {
    assert.ok(output.includes(flag), `--help says nothing of ${flag}`);
  }
}

async function job(command: string, place: Place): Promise<void> {
  // Those differ in the wire format alone: calibrating and storing have been seen by then.
  const short = command.includes("--llm-api") ? `${command} --no-calibrate --no-store` : command;
  const { code, output } = await start(short, place).ended;
  // 3 says that this machine was too busy for good figures; the command did what it should.
  assert.ok(code === 0 || code === 3, output);
  if (command.includes("--json")) {
    const run = JSON.parse(/^\{.*\}$/m.exec(output)![0]);
    assert.equal(run.counts.failed, 0);
    // The README's simulated provider says nothing before its 200 ms are over.
    assert.ok(run.metrics.ttft_ms.min >= 200, `TTFT ${run.metrics.ttft_ms.min} ms`);
  } else {
    assert.match(output, /TTFT \(ms\)/);
    assert.match(output, /requests +(\d+) ok, 0 failed of \1 /);
  }
}

async function simulate(command: string, place: Place): Promise<void> {
  const running = start(command, place);
  place.leftRunning.push(running);
  await running.until(/simulated provider ready at http:/);
}

async function serve(command: string, place: Place): Promise<void> {
  const running = start(`${command} --port 0`, place);
  const [, url] = await running.until(/Lapboard serves .* at (http:\S+)/);
  const health = await fetch(`${url}/healthz`);
  assert.deepEqual(await health.json(), { status: "ok" });
  running.interrupt();
  await endsAtCtrlC(running);
}

async function schedule(command: string, place: Place): Promise<void> {
  const running = start(command, place);
  await running.until(/skipped: not measured: OPENAI_API_KEY is not set/);
  await running.until(/looking again every ten minutes/);
  running.interrupt();
  await endsAtCtrlC(running);
}

async function check(command: string, place: Place): Promise<void> {
  const { code, output } = await start(command, place).ended;
  assert.equal(code, 0, output);
  assert.match(output, command.includes("--live") ? / 3 of 3 requests succeeded/ : / is good: /);
}
