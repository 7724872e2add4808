/** What a column holds, in Parquet's words. */
export type ColumnType = "STRING" | "DOUBLE" | "INT32" | "BOOLEAN";

export type Cell = string | number | boolean | null;

/** A column of a table; null where a row has no value. */
export interface Column {
  /** Carries the unit. */
  name: string;
  type: ColumnType;
  values: Cell[];
}

/** Columns of equal length. */
export type Table = readonly Column[];

/** Makes a column of each row's value. */
export function column<Row>(
  rows: readonly Row[],
  name: string,
  type: ColumnType,
  valueOf: (row: Row) => Cell,
): Column {
  return { name, type, values: rows.map(valueOf) };
}
