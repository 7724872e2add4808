import type { Queryable } from "../client.ts";
import { samples } from "../schema.ts";
import { insertRows } from "./insert_rows.ts";

/** A row of `samples`, as it is written. */
export type NewSample = typeof samples.$inferInsert;

/** Adds samples. One whose run and index are stored already stays as it is. */
export function appendSamples(db: Queryable, rows: NewSample[]): Promise<void> {
  return insertRows(db, samples, rows);
}
