import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { commonReach } from "../../jobs/confine/common_reach.ts";
import { permissionFlags } from "../../jobs/confine/permission_flags.ts";
import { startChatServer } from "../testing/chat_server.ts";
import { resultOf, ROOT, runJobCommand, spawn, withTempDir } from "../testing/job_command.ts";

/** What a program that was taken over would try; prints the name of each thing that it could do. */
const ATTEMPTS = `
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
    if (name.startsWith("reach its") || name.startsWith("write its")) console.log(String(error));
  }
}
Deno.exit();
`;

function endpoint(port: number) {
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  return { id: "x/m", protocol: "openai-chat", baseUrl, apiKeyEnv: null };
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
        const reach = commonReach([endpoint(target)], { loopback: false });
        const data = join(dir, ".lapboard");
        const flags = permissionFlags({ ...reach, writePaths: [data], readPaths: [ROOT, data] });
        const command = [Deno.execPath(), "run", "-q", "--no-config", ...flags, attempts];
        const result = await resultOf(
          spawn([...command, String(target), String(other), dir], { cwd: dir }),
        );
        assert.deepEqual(result.stdout.trim().split("\n"), [
          "reach its endpoint",
          "write its data",
        ], result.stderr);
      })
    )
  ));

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

Deno.test("the task's own permissions are those of a launcher: no network, no native code", async () => {
  const { permissions, tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  for (const task of ["job", "schedule"]) assert.match(tasks[task].command, / -P=launch /);
  assert.deepEqual(Object.keys(permissions.launch).sort(), ["env", "read", "run", "sys"]);
});
