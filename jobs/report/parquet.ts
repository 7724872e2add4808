import { parquetWriteBuffer } from "hyparquet-writer";
import type { Table } from "./table.ts";

/** A table as an Apache Parquet file; absent values are nulls, not zeros. */
export function toParquet(table: Table): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({
    columnData: table.map(({ name, type, values }) => ({ name, type, data: values })),
    createdBy: "lapboard",
  }));
}
