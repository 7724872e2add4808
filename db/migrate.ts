import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import type { Sql } from "postgres";
import { DatabaseError } from "./errors.ts";

const MIGRATIONS = fileURLToPath(new URL("./migrations", import.meta.url));

/**
 * Brings the schema up to date; does nothing when it is. Two callers at once on the same database
 * need a lock of their own around it.
 *
 * @param location the database in words, without credentials
 * @throws {DatabaseError} `not_lapboard` when a newer Lapboard wrote the database
 */
export async function migrateToLatest(client: Sql, location: string): Promise<void> {
  await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
  const known = readMigrationFiles({ migrationsFolder: MIGRATIONS });
  const [applied] = await client<{ newest: string | null }[]>`
    select max(created_at) as newest from drizzle.__drizzle_migrations`;
  if (Number(applied?.newest ?? 0) > (known.at(-1)?.folderMillis ?? 0)) {
    throw new DatabaseError(
      "not_lapboard",
      `${location} was written by a newer Lapboard; update this one, or use another database`,
    );
  }
}
