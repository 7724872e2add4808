import { quoted, WorkloadError } from "../workload_error.ts";
import { checkLength, type Located, readLines } from "./read_text.ts";

/** A JSON value and the line it starts on. */
export interface JsonRecord {
  line: number;
  value: unknown;
}

/**
 * The objects of a file that holds either one JSON array of them or one a line, one after another,
 * without holding more than one.
 *
 * @throws {WorkloadError} when the file is neither, or a record is not valid JSON
 */
export async function* readJsonRecords(
  text: AsyncIterable<string>,
  file: string,
): AsyncGenerator<JsonRecord> {
  const pieces = text[Symbol.asyncIterator]();
  try {
    // The first character that is no white space tells the two apart.
    let head = "";
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      head += next.value;
      if (/\S/.test(head)) break;
    }
    const all = prepend(head, pieces);
    const records = head.trimStart().startsWith("[") ? readArray(all, file) : readLines(all, file);
    for await (const { line, text } of records) yield { line, value: parse(text, file, line) };
  } finally {
    await pieces.return?.();
  }
}

async function* prepend(head: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function parse(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new WorkloadError(
      `${file}:${line}`,
      `is not valid JSON from ${quoted(text.slice(0, 40))} on: one object a line, or one array`,
      { cause },
    );
  }
}

/** Where in an array of objects a character stands. */
type Place = "before" | "between" | "inside" | "after";

/** The objects of a JSON array, as text. What stands inside them is left to the JSON parser. */
async function* readArray(text: AsyncIterable<string>, file: string): AsyncGenerator<Located> {
  let line = 1;
  let state = "before" as Place;
  let record = "";
  let startLine = 1;
  let depth = 0;
  let inString = false;
  let escaped = false;
  for await (const piece of text) {
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const char = piece[at]!;
      if (char === "\n") line++;
      if (state === "inside") {
        if (escaped) escaped = false;
        else if (inString) {
          if (char === "\\") escaped = true;
          else if (char === '"') inString = false;
        } else if (char === '"') inString = true;
        else if (char === "{" || char === "[") depth++;
        else if (char === "}" || char === "]") {
          depth--;
          if (depth === 0) {
            yield { line: startLine, text: record + piece.slice(from, at + 1) };
            record = "";
            state = "between";
          }
        }
      } else if (!/\s/.test(char)) {
        if (state === "before" && char === "[") state = "between";
        else if (state === "between" && char === "{") {
          state = "inside";
          [depth, from, startLine] = [1, at, line];
        } else if (state === "between" && char === "]") state = "after";
        else if (state !== "between" || char !== ",") {
          throw new WorkloadError(
            `${file}:${line}`,
            `holds ${quoted(char)} where an object was expected: write [{...}, {...}]`,
          );
        }
      }
    }
    if (state === "inside") {
      record += piece.slice(from);
      checkLength(record, file, startLine);
    }
  }
  if (state !== "after") {
    throw new WorkloadError(
      `${file}:${line}`,
      state === "inside"
        ? `ends within the record that starts on line ${startLine}: the file was cut short`
        : "ends before its closing ]: the file was cut short",
    );
  }
}
