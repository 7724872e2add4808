import { cpus, release, totalmem } from "node:os";

/** What the figures were measured on. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGib: number;
  system: string;
  deno: string;
  /** A guest of a hypervisor: its wake-ups are slower and its time may be stolen. */
  virtual: boolean;
}

export async function describeMachine(): Promise<Machine> {
  const cpuinfo = await Deno.readTextFile("/proc/cpuinfo");
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: navigator.hardwareConcurrency,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${Deno.build.os} ${release()}`,
    deno: Deno.version.deno,
    virtual: /^flags\s*:.*\bhypervisor\b/m.test(cpuinfo),
  };
}
