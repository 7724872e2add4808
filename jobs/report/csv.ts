import type { Column, Table } from "./table.ts";

/**
 * A table as CSV (RFC 4180), a heading first. Absent values are empty fields.
 *
 * A text from outside that a spreadsheet would take for a formula gets an apostrophe before it.
 */
export function toCsv(table: Table): string {
  const rows = table[0]?.values.length ?? 0;
  const lines = [table.map(({ name }) => field(name)).join(",")];
  for (let i = 0; i < rows; i++) lines.push(table.map((column) => cell(column, i)).join(","));
  return lines.join("\r\n") + "\r\n";
}

function cell({ values }: Column, i: number): string {
  const value = values[i] ?? null;
  if (value === null) return "";
  return typeof value === "string"
    ? field(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value)
    : String(value);
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
