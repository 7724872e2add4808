import { quoted, WorkloadError } from "../workload_error.ts";
import { readLines, readText } from "./read_text.ts";

/** Most lengths a file may hold. */
const MAX_LENGTHS = 1_000_000;

/**
 * The lengths of a file: a whole number of tokens a line; lines that start with `#` are remarks.
 * @throws {WorkloadError} when a line is something else, or there is none
 */
export async function readLengths(
  bytes: ReadableStream<Uint8Array>,
  file: string,
): Promise<Uint32Array> {
  const lengths: number[] = [];
  for await (const { line, text } of readLines(readText(bytes, file), file)) {
    const length = text.trim();
    if (length.startsWith("#")) continue;
    if (!/^\d{1,7}$/.test(length) || Number(length) < 1 || Number(length) > 1_000_000) {
      throw new WorkloadError(
        `${file}:${line}`,
        `${quoted(length)} must be a whole number from 1 to 1000000, alone on its line`,
      );
    }
    lengths.push(Number(length));
    if (lengths.length > MAX_LENGTHS) {
      throw new WorkloadError(`${file}:${line}`, `at most ${MAX_LENGTHS} lengths: leave some out`);
    }
  }
  if (lengths.length === 0) throw new WorkloadError(file, "holds no length: write one a line");
  return Uint32Array.from(lengths);
}
