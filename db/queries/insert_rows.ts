import { getTableColumns, getTableName, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Queryable } from "../client.ts";

/** Text of one statement's rows, at most; about what one response of 10,000 samples needs. */
const MAX_BATCH_CHARS = 4 * 1024 * 1024;

/**
 * Inserts any number of rows into an append-only table; rows whose key is there already are left
 * as they are, so a batch whose answer was lost can be sent again.
 *
 * The rows travel as one JSON parameter a statement: a parameter a value would meet the protocol's
 * limit of 65,535 at about 2,000 samples.
 */
export async function insertRows<T extends PgTable>(
  db: Queryable,
  table: T,
  rows: T["$inferInsert"][],
): Promise<void> {
  const columns = Object.entries(getTableColumns(table));
  const names = sql.join(columns.map(([, column]) => sql.identifier(column.name)), sql`, `);
  const target = sql.identifier(getTableName(table));
  for (const batch of batches(rows.map((row) => toJson(row, columns)))) {
    await db.execute(sql`
      insert into ${target} (${names})
      select ${names} from jsonb_populate_recordset(null::${target}, ${batch}::text::jsonb)
      on conflict do nothing`);
  }
}

function toJson(row: Record<string, unknown>, columns: [string, { name: string }][]): string {
  return JSON.stringify(Object.fromEntries(
    columns.map(([key, column]) => {
      const value = row[key] ?? null;
      return [column.name, value instanceof Uint8Array ? `\\x${value.toHex()}` : value];
    }),
  ));
}

/** JSON arrays of the rows, each below the limit unless a single row is above it. */
function* batches(rows: string[]): Generator<string> {
  let batch: string[] = [];
  let chars = 0;
  for (const row of rows) {
    if (batch.length > 0 && chars + row.length > MAX_BATCH_CHARS) {
      yield `[${batch.join(",")}]`;
      batch = [];
      chars = 0;
    }
    batch.push(row);
    chars += row.length;
  }
  if (batch.length > 0) yield `[${batch.join(",")}]`;
}
