import { z } from "zod";
import { ImportError } from "./import_error.ts";

/** Larger files are refused before they are read: a run of 100,000 answers in vLLM's form fits. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;
/** As many entries as any list in a file may have. */
export const MAX_REQUESTS = 200_000;

/**
 * Parses a file's text; several objects one after the other, a line each, come as a list.
 *
 * @throws {ImportError} when it is neither
 */
export function parseJson(text: string, file: string): unknown {
  try {
    return parseValue(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    if (lines.length < 2 || !lines[0]!.trimStart().startsWith("{")) {
      throw new ImportError(`${file} is not JSON: ${oneLine((error as Error).message)}`);
    }
    return lines.map((line, i) => parseLine(line, i + 1, file));
  }
}

/**
 * Parses JSON as Python writes it: what is no number there, such as the standard deviation of a
 * single value, is `NaN`, which JSON does not have. Here it is null.
 */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return JSON.parse(
      text.replace(STRING_OR_NO_NUMBER, (found) => found.startsWith('"') ? found : "null"),
    );
  }
}

/** Strings are matched whole, so that such words inside them stay. */
const STRING_OR_NO_NUMBER = /"(?:[^"\\]+|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

function parseLine(line: string, number: number, file: string): unknown {
  try {
    return parseValue(line);
  } catch (error) {
    throw new ImportError(
      `${file}, line ${number} is not JSON: ${oneLine((error as Error).message)}`,
    );
  }
}

/**
 * Checks parsed JSON against what a tool writes.
 *
 * @throws {ImportError} for the first thing that does not fit: where it stands and what it must be
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  file: string,
): z.infer<Schema> {
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  const issue = found.error.issues[0]!;
  const path = issue.path.map(String).join(".").slice(0, 200);
  throw new ImportError(`${file}: ${path === "" ? "the file" : path}: ${oneLine(issue.message)}`);
}

/** A figure of a file: a finite number of ordinary size, or none. None that is read can be negative. */
export const figure = z.number("must be a number").min(0, "must not be negative").max(1e15)
  .nullish()
  .transform((value) => value ?? null);

/** A count of a file. */
export const count = z.int("must be a whole number").min(0).max(1e12);

/** A name of a file, cut to what a page can show and a database can store. */
export const name = z.string("must be a text").max(2000)
  .transform((text) => text.replaceAll(/\p{Cc}/gu, " ").slice(0, 200));

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 300);
}
