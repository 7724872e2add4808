/** Kernel clock ticks a second, as `/proc` counts CPU time on every Linux there is. */
const TICKS_PER_S = 100;

/**
 * CPU time the calling thread has used so far, ms, in steps of 10; null where the system does not
 * say (anything but Linux, or no permission to read `/proc`).
 */
export function threadCpuMs(): number | null {
  try {
    // The thread's own entry: read synchronously, so that no other thread does the reading.
    const stat = Deno.readTextFileSync("/proc/thread-self/stat");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * (1000 / TICKS_PER_S);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) {
      return null;
    }
    throw error;
  }
}
