import { WorkloadError } from "../workload_error.ts";

/** A part of a file and the line it starts on, from 1. */
export interface Located {
  line: number;
  text: string;
}

/** Longest record that is read; more is a mistake or an attack. Characters. */
export const MAX_RECORD_CHARS = 4 * 1024 * 1024;

/**
 * The text of a file, piece by piece.
 * @throws {WorkloadError} when it is not UTF-8
 */
export async function* readText(
  bytes: ReadableStream<Uint8Array>,
  file: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let lines = 1;
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw new WorkloadError(
        file,
        `is not UTF-8 text (somewhere from line ${lines} on): save it as UTF-8`,
        { cause },
      );
    }
  };
  for await (const chunk of bytes) {
    const text = decode(chunk);
    yield text;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines++;
  }
  yield decode();
}

/**
 * The lines of a text that are not blank, without their line breaks.
 * @throws {WorkloadError} when one is longer than {@link MAX_RECORD_CHARS}
 */
export async function* readLines(
  text: AsyncIterable<string>,
  file: string,
): AsyncGenerator<Located> {
  let line = 1;
  let rest = "";
  for await (const piece of text) {
    const parts = piece.split("\n");
    parts[0] = rest + parts[0]!;
    rest = parts.pop()!;
    for (const part of parts) {
      checkLength(part, file, line);
      if (part.trim() !== "") yield { line, text: part.replace(/\r$/, "") };
      line++;
    }
    checkLength(rest, file, line);
  }
  if (rest.trim() !== "") yield { line, text: rest.replace(/\r$/, "") };
}

/** @throws {WorkloadError} when a record that starts on this line is too long */
export function checkLength(record: string, file: string, line: number): void {
  if (record.length > MAX_RECORD_CHARS) {
    throw new WorkloadError(
      `${file}:${line}`,
      `the record is longer than ${MAX_RECORD_CHARS} characters: split it or leave it out`,
    );
  }
}
