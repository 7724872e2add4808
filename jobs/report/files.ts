/** What turns a report into a file. Apart from `mod.ts`, so that the API loads no file formats. */
export { toCsv } from "./csv.ts";
export { toMarkdown } from "./markdown.ts";
export { toParquet } from "./parquet.ts";
export { type SampleEntry, sampleTable } from "./sample_table.ts";
export { stepTable } from "./step_table.ts";
export type { Table } from "./table.ts";
