import { readProcStat } from "../loadgen/mod.ts";

/** CPU time of the whole machine since it started, in ticks of the kernel. */
export interface CpuTimes {
  total: number;
  /** Time in which this virtual machine wanted to run and its host ran another. */
  steal: number;
}

/** Where `/proc/stat` is not there, or may not be read, there is nothing to say: null. */
export function readCpuTimes(): CpuTimes | null {
  const text = readProcStat();
  return text === null ? null : parseCpuTimes(text);
}

/** Reads the line of all CPUs: user nice system idle iowait irq softirq steal, then guests. */
export function parseCpuTimes(text: string): CpuTimes | null {
  const line = /^cpu +(\d[\d ]*)$/m.exec(text);
  if (line === null) return null;
  // Guests are counted in user and nice already.
  const ticks = line[1]!.trim().split(/ +/).map(Number).slice(0, 8);
  return { total: ticks.reduce((sum, each) => sum + each, 0), steal: ticks[7] ?? 0 };
}

/** Ticks are 10 ms of one CPU: of fewer, a single one would be a large share. */
const MIN_TICKS = 200;

/** Share of the CPU time between two readings that the host took away; null when unknown. */
export function stealShare(before: CpuTimes | null, after: CpuTimes | null): number | null {
  if (before === null || after === null || after.total - before.total < MIN_TICKS) return null;
  return (after.steal - before.steal) / (after.total - before.total);
}
