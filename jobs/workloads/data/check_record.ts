import type * as z from "zod";
import { quoted, WorkloadError } from "../workload_error.ts";
import type { JsonRecord } from "./read_json_records.ts";

/** @throws {WorkloadError} when the record does not have the shape; says where and how it should be */
export function checkRecord<Shape extends z.ZodType>(
  shape: Shape,
  { line, value }: JsonRecord,
  file: string,
): z.infer<Shape> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const found = path.reduce<unknown>(
    (inside, step) =>
      typeof inside === "object" && inside !== null && Object.hasOwn(inside, step)
        ? (inside as Record<PropertyKey, unknown>)[step]
        : undefined,
    value,
  );
  const name = path.length === 0 ? "the record" : path.join(".");
  throw new WorkloadError(
    `${file}:${line}`,
    `${name} ${found === undefined ? "is missing: it" : `(${shown(found)})`} ${message}`,
  );
}

/** Only text stands in quotes: `5` and `"5"` are not the same mistake. */
function shown(value: unknown): string {
  return typeof value === "string" ? quoted(value) : quoted(value).slice(1, -1);
}
