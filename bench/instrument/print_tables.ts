import Table from "cli-table3";
import type { ReportTable } from "./report_tables.ts";

/** Tables for a terminal. */
export function terminalTables(tables: readonly ReportTable[]): string {
  return tables.map(({ title, header, rows, notes }) => {
    const table = new Table({
      style: { head: [], border: [] },
      head: header,
      colAligns: header.map((_, column) => column === 0 ? "left" as const : "right" as const),
      wordWrap: true,
    });
    table.push(...rows);
    return [title, table.toString(), ...notes].join("\n");
  }).join("\n\n");
}

/** Tables for a Markdown page, under headings of the third rank. */
export function markdownTables(tables: readonly ReportTable[]): string {
  return tables.map(({ title, header, rows, notes }) => {
    const line = (cells: readonly string[]) =>
      `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    const rule = header.map((_, column) => column === 0 ? "---" : "--:");
    const lines = [`### ${title}`, "", line(header), line(rule), ...rows.map(line)];
    if (notes.length > 0) lines.push("", ...notes.map((note) => `- ${note}`));
    return lines.join("\n");
  }).join("\n\n");
}
