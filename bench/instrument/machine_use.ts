/** `/proc/stat` counts in ticks of 10 ms on every Linux that Deno runs on. */
const TICK_MS = 10;

/** What became of a core's time since boot, ms, to 10 ms. */
export interface CoreUse {
  /** Nothing to run. */
  idleMs: number;
  /** Wanted to run and was not let by the hypervisor. */
  stolenMs: number;
}

/**
 * @param procStat text of `/proc/stat`
 * @throws {RangeError} when the system does not list this core
 */
export function parseCoreUse(procStat: string, core: number): CoreUse {
  const line = procStat.split("\n").find((each) => each.startsWith(`cpu${core} `));
  // user nice system idle iowait irq softirq steal
  const ticks = line?.trim().split(/\s+/).slice(1).map(Number) ?? [];
  if (ticks.length < 8) throw new RangeError(`/proc/stat says nothing of core ${core}`);
  return { idleMs: (ticks[3]! + ticks[4]!) * TICK_MS, stolenMs: ticks[7]! * TICK_MS };
}

/** CPU time a thread has used, ms, from the text of its `schedstat`. */
export function parseThreadCpuMs(schedStat: string): number {
  return Number(schedStat.split(" ")[0]) / 1e6;
}

/** CPU time a process has used, ended threads included, ms, to 10 ms, from its `stat`. */
export function parseTotalCpuMs(stat: string): number {
  // The name in parentheses may hold blanks; user and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Peak resident size, MiB, from the text of a process's `status`. */
export function parsePeakRssMib(status: string): number {
  const kib = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  if (kib === undefined) throw new RangeError("the process's status has no VmHWM");
  return Number(kib) / 1024;
}

export async function readCoreUse(core: number): Promise<CoreUse> {
  return parseCoreUse(await Deno.readTextFile("/proc/stat"), core);
}

/** CPU time of a process's living threads, ms, far finer than the ticks of {@link readTotalCpuMs}. */
export async function readThreadsCpuMs(pid: number): Promise<number> {
  let totalMs = 0;
  for await (const { name } of Deno.readDir(`/proc/${pid}/task`)) {
    try {
      totalMs += parseThreadCpuMs(await Deno.readTextFile(`/proc/${pid}/task/${name}/schedstat`));
    } catch (error) {
      // A thread may end between the listing and the reading.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return totalMs;
}

export async function readTotalCpuMs(pid: number): Promise<number> {
  return parseTotalCpuMs(await Deno.readTextFile(`/proc/${pid}/stat`));
}

export async function readPeakRssMib(pid: number): Promise<number> {
  return parsePeakRssMib(await Deno.readTextFile(`/proc/${pid}/status`));
}
