import { readProc } from "./read_proc.ts";

/** Kernel clock ticks a second, as `/proc` counts CPU time on every Linux there is. */
const TICKS_PER_S = 100;

/**
 * CPU time the calling thread has used so far, ms, in steps of 10; null where the system does not
 * say (anything but Linux, or no permission to read `/proc`).
 */
export function threadCpuMs(): number | null {
  const stat = readProc("/proc/thread-self/stat");
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * (1000 / TICKS_PER_S);
}
