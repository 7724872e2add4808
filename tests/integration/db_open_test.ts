import assert from "node:assert/strict";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { type Database, openDatabase, type OpenOptions } from "../../db/client.ts";
import { DatabaseError, type DatabaseErrorKind } from "../../db/errors.ts";
import { withEmbedded, withPostgres } from "../testing/databases.ts";
import { createTestPostgres, PASSWORD_ROLE } from "../testing/postgres.ts";

/** Opens what must not open, checks that the error is one clear line, and returns it. */
async function refusal(options: OpenOptions, kind: DatabaseErrorKind): Promise<string> {
  let db: Database;
  try {
    db = await openDatabase(options);
  } catch (error) {
    assert.ok(error instanceof DatabaseError, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.ok(!error.message.includes("\n"), "more than one line");
    assert.ok(!error.message.includes("hunter2"), "the password is in the message");
    return error.message;
  }
  await db.close();
  throw new Error("it opened");
}

async function withTempDir(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "lapboard-test-" });
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** A TCP server that treats each connection as told. */
async function withListener(
  onConnection: (connection: Deno.TcpConn) => void,
  use: (port: number) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) onConnection(connection);
  })();
  try {
    await use((listener.addr as Deno.NetAddr).port);
  } finally {
    listener.close();
    await serving;
  }
}

Deno.test("openDatabase() refuses a DATABASE_URL that is no Postgres URL, and does not repeat it", async () => {
  for (
    const databaseUrl of [
      "hunter2",
      "mysql://root:hunter2@localhost/x",
      "postgres://me:hunter2@host:port/x",
      "postgres://me:hunter2%zz@localhost/x",
    ]
  ) {
    assert.match(await refusal({ databaseUrl }, "bad_url"), /DATABASE_URL.*postgres:\/\/USER/);
  }
});

Deno.test("openDatabase() says when nobody listens", async () => {
  let port = 0;
  await withListener((connection) => connection.close(), (free) => {
    port = free;
    return Promise.resolve();
  });
  const databaseUrl = `postgres://me:hunter2@127.0.0.1:${port}/x`;
  const message = await refusal({ databaseUrl }, "unreachable");
  assert.match(message, new RegExp(`Postgres at 127.0.0.1:${port}/x does not answer`));
});

Deno.test("openDatabase() says when the host has no address", async () => {
  const databaseUrl = "postgres://me:hunter2@no-such-host.invalid/x";
  assert.match(await refusal({ databaseUrl }, "unreachable"), /no-such-host\.invalid/);
});

Deno.test("openDatabase() gives up on a server that takes the connection and says nothing", async () => {
  const open: Deno.TcpConn[] = [];
  await withListener((connection) => open.push(connection), async (port) => {
    const databaseUrl = `postgres://me:hunter2@127.0.0.1:${port}/x`;
    await refusal({ databaseUrl, connectTimeoutMs: 300 }, "unreachable");
  });
  open.forEach((connection) => connection.close());
});

Deno.test("openDatabase() gives up on a server that hangs up at once", async () => {
  await withListener((connection) => connection.close(), async (port) => {
    const databaseUrl = `postgres://me:hunter2@127.0.0.1:${port}/x`;
    await refusal({ databaseUrl, connectTimeoutMs: 300 }, "unreachable");
  });
});

Deno.test("openDatabase() gives up on a server that is not Postgres", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("hello"),
  );
  const databaseUrl = `postgres://me:hunter2@127.0.0.1:${server.addr.port}/x`;
  await refusal({ databaseUrl, connectTimeoutMs: 300 }, "unreachable");
  await server.shutdown();
});

Deno.test("openDatabase() says which database or user the server refuses", async () => {
  const server = await createTestPostgres({ migrated: false });
  const url = new URL(server.url);
  try {
    const admin = await openDatabase({ databaseUrl: server.url });
    await admin.execute(sql.raw(
      `do $$ begin create role ${PASSWORD_ROLE} login password 'right';
       exception when duplicate_object then null; end $$`,
    ));
    await admin.close();

    url.username = PASSWORD_ROLE;
    url.password = "hunter2";
    assert.match(await refusal({ databaseUrl: url.href }, "refused"), /password authentication/);
    url.username = "nobody_here";
    assert.match(await refusal({ databaseUrl: url.href }, "refused"), /nobody_here/);
    url.username = "postgres";
    url.pathname = "/no_such_database";
    assert.match(await refusal({ databaseUrl: url.href }, "refused"), /no_such_database/);
  } finally {
    await server.drop();
  }
});

Deno.test("openDatabase() brings an empty Postgres up to date once when many open it at once", async () => {
  const server = await createTestPostgres({ migrated: false });
  try {
    const databaseUrl = server.url;
    const all = await Promise.all(
      Array.from({ length: 5 }, () => openDatabase({ databaseUrl })),
    );
    const [row] = await all[0]!.execute(
      sql`select count(*)::int as n, count(distinct hash)::int as distinct
          from drizzle.__drizzle_migrations`,
    );
    assert.ok(Number(row!.n) > 0);
    assert.equal(row!.n, row!.distinct);
    await Promise.all(all.map((db) => db.close()));
  } finally {
    await server.drop();
  }
});

Deno.test("openDatabase() refuses a database that a newer Lapboard wrote", async () => {
  await withPostgres(async (db, databaseUrl) => {
    await db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at)
      values ('from the future', 4102444800000)`);
    assert.match(await refusal({ databaseUrl }, "not_lapboard"), /newer Lapboard/);
  });
});

Deno.test("openDatabase() works again on a data directory that was closed", async () => {
  await withTempDir(async (dir) => {
    const dataDir = join(dir, "deeply", "nested");
    const first = await openDatabase({ dataDir });
    assert.match(first.location, /embedded database in .*nested/);
    await first.execute(sql`create table kept as select 42 as answer`);
    await first.close();
    const second = await openDatabase({ dataDir });
    const rows = await second.execute(sql`select answer from kept`);
    await second.close();
    assert.deepEqual([...rows], [{ answer: 42 }]);
  });
});

Deno.test("openDatabase() refuses a locked data directory and names the holder", async () => {
  await withEmbedded(async (db) => {
    const dataDir = db.location.replace("embedded database in ", "");
    const message = await refusal({ dataDir }, "locked");
    assert.match(message, new RegExp(`in use by process ${Deno.pid} \\(a test\\)`));
    const [row] = await db.execute(sql`select 1 as still_open`);
    assert.equal(row!.still_open, 1);
  });
});

Deno.test("openDatabase() starts over where a creation was cut short", async () => {
  await withTempDir(async (dir) => {
    await Deno.writeTextFile(
      join(dir, "database.json"),
      '{"state":"creating","postgres":"18"}',
    );
    await Deno.mkdir(join(dir, "postgres"));
    await Deno.writeTextFile(join(dir, "postgres", "PG_VERSION"), "18\n");
    const db = await openDatabase({ dataDir: dir });
    await db.close();
    assert.match(await Deno.readTextFile(join(dir, "database.json")), /ready/);
  });
});

Deno.test("openDatabase() leaves directories alone that are not its own", async () => {
  await withTempDir(async (dir) => {
    await Deno.writeTextFile(join(dir, "thesis.doc"), "years of work");
    assert.match(await refusal({ dataDir: dir }, "not_lapboard"), /it holds thesis\.doc/);
    await Deno.writeTextFile(join(dir, "PG_VERSION"), "16\n");
    assert.match(await refusal({ dataDir: dir }, "not_lapboard"), /Postgres server's own/);
    assert.deepEqual(
      [...Deno.readDirSync(dir)].map((entry) => entry.name).sort(),
      ["PG_VERSION", "thesis.doc"],
    );
  });
});

Deno.test("openDatabase() refuses the files of another Postgres, and damaged ones", async () => {
  await withTempDir(async (dir) => {
    const marker = join(dir, "database.json");
    await Deno.writeTextFile(marker, '{"state":"ready","postgres":"17"}');
    assert.match(await refusal({ dataDir: dir }, "not_lapboard"), /damaged/);
    await Deno.mkdir(join(dir, "postgres"));
    await Deno.writeTextFile(join(dir, "postgres", "PG_VERSION"), "17\n");
    assert.match(await refusal({ dataDir: dir }, "not_lapboard"), /written by Postgres 17/);
    await Deno.writeTextFile(marker, '{"state":');
    assert.match(await refusal({ dataDir: dir }, "not_lapboard"), /not JSON/);
  });
});

Deno.test("openDatabase() says when the data directory cannot be made or written", async () => {
  await withTempDir(async (dir) => {
    const file = join(dir, "file");
    await Deno.writeTextFile(file, "");
    for (const dataDir of [file, join(file, "below"), "/proc/lapboard"]) {
      const message = await refusal({ dataDir }, "not_writable");
      assert.match(message, /cannot use .* as data directory: .*give another directory/);
    }
  });
});
