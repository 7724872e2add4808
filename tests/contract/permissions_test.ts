import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { commonReach } from "../../jobs/confine/common_reach.ts";
import { confinedEnvironment } from "../../jobs/confine/environment.ts";
import { permissionFlags } from "../../jobs/confine/permission_flags.ts";
import { startChatServer } from "../testing/chat_server.ts";
import { resultOf, ROOT, runJobCommand, withTempDir } from "../testing/job_command.ts";

/** What a program that was taken over would try; prints the name of each thing that it could do. */
const ATTEMPTS = `
import process from "node:process";
const given = (value) => {
  if (!value) throw new Error("nothing given");
};
const [target, other, dir] = Deno.args;
const tried = {
  "reach its endpoint": () => Deno.connect({ hostname: "127.0.0.1", port: Number(target) }),
  "reach another port": () => Deno.connect({ hostname: "127.0.0.1", port: Number(other) }),
  "fetch another host": () => fetch("http://localhost:" + other),
  "look a name up at a server of its choice": () =>
    Deno.resolveDns("example.com", "A", { nameServer: { ipAddr: "127.0.0.1", port: 53 } }),
  "listen to others": () => Deno.listen({ hostname: "0.0.0.0", port: 0 }),
  "import from the network": () => import("https://127.0.0.1:" + other + "/x.js"),
  "read /etc/passwd": () => Deno.readTextFile("/etc/passwd"),
  "read another process": () => Deno.readTextFile("/proc/1/environ"),
  "write in the project": () => Deno.writeTextFile(${
  JSON.stringify(join(ROOT, "planted.txt"))
}, ""),
  "write beside its data": () => Deno.writeTextFile(dir + "/planted.txt", ""),
  "write its data": async () => {
    await Deno.mkdir(dir + "/.lapboard");
    await Deno.writeTextFile(dir + "/.lapboard/kept.txt", "");
  },
  "read its key": () => Deno.env.get("OWN_KEY"),
  "read another key": () => given(Deno.env.get("OTHER_KEY") ?? process.env.OTHER_KEY),
  "look for other keys": () => given(Object.keys(Deno.env.toObject()).includes("OTHER_KEY")),
  "set another variable for others to read": () => {
    Deno.env.set("PLANTED", "1");
    given(Deno.env.get("PLANTED"));
  },
  "read its environment as a file": () => Deno.readTextFile("/proc/self/environ"),
  "read its command line as a file": () => Deno.readTextFile("/proc/self/cmdline"),
  "know the machine's name": () => Deno.hostname(),
  "know the machine's addresses": () => Deno.networkInterfaces(),
  "know the machine's system": () => Deno.osRelease(),
  "know the machine's memory": () => Deno.systemMemoryInfo(),
  "run a program": () => new Deno.Command("true").output(),
  "call native code": () => Deno.dlopen("libc.so.6", {}),
  "ask for more": async () => {
    if ((await Deno.permissions.request({ name: "run" })).state !== "granted") throw new Error();
  },
};
for (const [name, attempt] of Object.entries(tried)) {
  try {
    await attempt();
    console.log(name);
  } catch (error) {
    if (/^(reach|write|read) its (endpoint|data|key)$/.test(name)) console.log(String(error));
  }
}
Deno.exit();
`;

function endpoint(port: number) {
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  return { id: "x/m", protocol: "openai-chat", baseUrl, apiKeyEnv: "OWN_KEY" };
}

/** A listener that would take any connection. */
async function withListener(use: (port: number) => Promise<void>): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
    await once(server, "close");
  }
}

Deno.test("what measures can reach its endpoint and keep its data, and nothing else", () =>
  withListener((target) =>
    withListener((other) =>
      withTempDir(async (dir) => {
        const attempts = join(dir, ".attempts.ts");
        await Deno.writeTextFile(attempts, ATTEMPTS);
        // As for a job, but for the system's directory for temporary files, where `dir` itself is.
        const reach = commonReach({ endpoints: [endpoint(target)] });
        const data = join(dir, ".lapboard");
        const flags = permissionFlags({ ...reach, writePaths: [data], readPaths: [ROOT, data] });
        const keys = { OWN_KEY: "this provider's", OTHER_KEY: "another provider's" };
        const result = await resultOf(
          new Deno.Command(Deno.execPath(), {
            args: ["run", "-q", "--no-config", ...flags, attempts, `${target}`, `${other}`, dir],
            cwd: dir,
            clearEnv: true,
            env: confinedEnvironment({ ...Deno.env.toObject(), ...keys }, reach.variables),
            stdin: "null",
            stdout: "piped",
            stderr: "piped",
          }).spawn(),
        );
        assert.deepEqual(result.stdout.trim().split("\n"), [
          "reach its endpoint",
          "write its data",
          "read its key",
        ], result.stderr);
      })
    )
  ));

/** What the system tells of the processes whose command line has this word. */
function processesWith(word: string): { cmdline: string; environ: string }[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    try {
      const cmdline = Deno.readTextFileSync(`/proc/${name}/cmdline`);
      if (!/^\d+$/.test(name) || !cmdline.includes(word)) return [];
      return [{ cmdline, environ: Deno.readTextFileSync(`/proc/${name}/environ`) }];
    } catch (error) {
      // It is no process, has ended, or is another user's.
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
        return [];
      }
      if (error instanceof Deno.errors.PermissionDenied) return [];
      throw error;
    }
  });
}

Deno.test({
  name: "while a job measures, its keys are in no command line, and others' keys not in its memory",
  // Only Linux tells this in files.
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withTempDir(async (cwd) => {
      const KEY = "own-key-0123456789";
      const HEADER = "team-token-0123456789";
      const OTHER = "other-key-0123456789";
      const found: ReturnType<typeof processesWith> = [];
      const server = startChatServer((request) => {
        found.push(...processesWith(new URL(server.baseUrl).port));
        return new Response(request.headers.get("x-team"), { status: 500 });
      });
      try {
        const { code, stderr } = await runJobCommand([
          ...["--url", server.baseUrl, "--model", "m", "--no-calibrate", "--no-store"],
          ...["--api-key-env", "OWN_KEY", "--header", "X-Team: {TEAM_TOKEN}"],
          ...["--max-num-completed-requests", "1"],
        ], { cwd, env: { OWN_KEY: KEY, TEAM_TOKEN: HEADER, OTHER_API_KEY: OTHER } });
        assert.equal(code, 1, stderr);
        assert.equal(server.requests[0]!.headers.get("x-team"), HEADER);
        assert.equal(server.requests[0]!.headers.get("authorization"), `Bearer ${KEY}`);
        for (const { cmdline } of found) {
          for (const secret of [KEY, HEADER, OTHER]) assert.ok(!cmdline.includes(secret), cmdline);
        }
        const measuring = found.find(({ cmdline }) => cmdline.includes("jobs/main.ts"))!;
        assert.match(measuring.environ, /\bOWN_KEY=own-key/);
        assert.ok(!measuring.environ.includes(OTHER), "another provider's key was passed on");
      } finally {
        await server.stop();
      }
    }),
});

Deno.test("a job may reach its database where the driver looks for it, PGPORT and all", () =>
  withListener((other) =>
    withTempDir(async (cwd) => {
      const server = startChatServer();
      try {
        const args = ["--url", server.baseUrl, "--model", "m", "--json", "--no-calibrate"];
        const { code, stdout, stderr } = await runJobCommand(args, {
          cwd,
          // The driver takes what a URL leaves out from here, and so does what lets it out.
          env: { DATABASE_URL: "postgres://lapboard@127.0.0.1/x", PGPORT: String(other) },
        });
        assert.equal(code, 2, stderr);
        assert.equal(stdout, "");
        assert.match(stderr, /^error: .*Postgres at 127\.0\.0\.1/);
        assert.equal(server.requests.length, 0);
      } finally {
        await server.stop();
      }
    })
  ));

interface Tasks {
  tasks: Record<string, { command: string }>;
  permissions: Record<string, Record<string, unknown>>;
}

const config: Tasks = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));

/** Tasks that may do everything, and why. */
const UNCONFINED: Record<string, string> = {
  test: "starts Postgres, browsers and every command",
  "test:conformance": "installs and starts other clients and servers",
  "db:generate": "the generator is a program of its own, for developers",
  "bench:memory": "starts servers, and reads what the system says of processes",
  "bench:instrument": "starts other clients and servers",
};

Deno.test("every task has a set of permissions of its own, but for those that start programs for developers", () => {
  const free = Object.entries(config.tasks)
    .filter(([_, { command }]) => / (-A|--allow-all)\b/.test(command)).map(([name]) => name);
  assert.deepEqual(free.sort(), Object.keys(UNCONFINED).sort());
  const used = new Set<string>();
  for (const [name, { command }] of Object.entries(config.tasks)) {
    if (name in UNCONFINED || /^deno (ci|fmt|lint|check|task)\b/.test(command)) continue;
    const set = /^deno run -q -P=(\w+) /.exec(command)?.[1];
    assert.ok(set !== undefined && set in config.permissions, `${name}: ${command}`);
    assert.doesNotMatch(command, /--allow/, name);
    used.add(set);
  }
  assert.deepEqual([...used].sort(), Object.keys(config.permissions).sort());
});

Deno.test("what starts other programs reaches nothing itself, and what reaches others reads no keys", () => {
  const { launch, serve, ...others } = config.permissions;
  assert.deepEqual(Object.keys(launch!).sort(), ["env", "read", "run"]);
  for (const task of ["job", "schedule"]) assert.match(config.tasks[task]!.command, / -P=launch /);
  for (const [name, set] of Object.entries({ serve: serve!, ...others })) {
    assert.notEqual(set["env"], true, name);
    const facts = (set["sys"] ?? []) as string[];
    assert.ok(facts.every((fact) => ["statfs", "uid", "gid", "userInfo"].includes(fact)), name);
  }
  for (const [name, set] of Object.entries(others)) {
    const net = set["net"] as string[];
    assert.ok(
      net.every((host) => /^(127\.0\.0\.1|localhost|0\.0\.0\.0|\[::1\])$/.test(host)),
      name,
    );
    assert.ok(!("run" in set || "write" in set), name);
  }
});
