import { type Database, openDatabase } from "../../db/client.ts";
import { createTestPostgres } from "./postgres.ts";

/** Which database a test runs on. */
export type Backend = "embedded" | "postgres";

/**
 * Registers the same test twice: on a fresh embedded database and on a fresh database of a real
 * Postgres. Opening the embedded one takes about a second, so put related cases into steps.
 */
export function testOnBothDatabases(
  name: string,
  run: (db: Database, t: Deno.TestContext, backend: Backend) => Promise<void>,
): void {
  Deno.test(`${name} (embedded)`, (t) => withEmbedded((db) => run(db, t, "embedded")));
  Deno.test(`${name} (postgres)`, (t) => withPostgres((db) => run(db, t, "postgres")));
}

/** Runs `use` with a fresh embedded database in a directory that is removed afterwards. */
export async function withEmbedded(use: (db: Database) => Promise<void>): Promise<void> {
  const parent = await Deno.makeTempDir({ prefix: "lapboard-test-" });
  try {
    const db = await openDatabase({ dataDir: `${parent}/data`, purpose: "a test" });
    try {
      await use(db);
    } finally {
      await db.close();
    }
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

/** Runs `use` with a fresh, migrated database of a real Postgres that is dropped afterwards. */
export async function withPostgres(
  use: (db: Database, databaseUrl: string) => Promise<void>,
): Promise<void> {
  const server = await createTestPostgres();
  try {
    const db = await openDatabase({ databaseUrl: server.url });
    try {
      await use(db, server.url);
    } finally {
      await db.close();
    }
  } finally {
    await server.drop();
  }
}
