import { readSync } from "node:fs";

/** Enough for the first lines of any file there, which are what is wanted. */
const BYTES = 64 * 1024;
const STDIN = 0;

/**
 * The beginning of `/proc/stat`, where CPU times of the whole machine are; null where there is none
 * or it may not be read.
 *
 * Deno lets nobody open it who may not do everything, so `deno task job` hands it to the program
 * that measures as its standard input (`jobs/confine/run_confined.ts`): a file that is read anew
 * each time.
 */
export function readProcStat(): string | null {
  try {
    return Deno.readTextFileSync("/proc/stat");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    return readStdin();
  }
}

function readStdin(): string | null {
  if (Deno.stdin.isTerminal()) return null;
  const bytes = new Uint8Array(BYTES);
  try {
    const text = new TextDecoder().decode(bytes.subarray(0, readSync(STDIN, bytes, 0, BYTES, 0)));
    return text.startsWith("cpu ") ? text : null;
  } catch {
    // A pipe, or nothing at all.
    return null;
  }
}
