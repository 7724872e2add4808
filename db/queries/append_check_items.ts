import type { Queryable } from "../client.ts";
import { checkItems } from "../schema.ts";
import { insertRows } from "./insert_rows.ts";

/** A row of `check_items`, as it is written. */
export type NewCheckItem = typeof checkItems.$inferInsert;

/** Adds answered questions. One whose run and index are stored already stays as it is. */
export function appendCheckItems(db: Queryable, rows: NewCheckItem[]): Promise<void> {
  return insertRows(db, checkItems, rows);
}
