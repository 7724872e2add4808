import assert from "node:assert/strict";
import {
  parseCoreUse,
  parsePeakRssMib,
  parseThreadCpuMs,
  parseTotalCpuMs,
} from "../../../../bench/instrument/machine_use.ts";

const PROC_STAT = `cpu  86210 763 25479 524280 1370 0 891 491 0 0
cpu0 38690 345 13743 265422 206 0 514 264 0 0
cpu1 47520 418 11735 258857 1163 0 377 227 0 0
cpu10 1 2 3 4 5 6 7 8 0 0
intr 1
`;

Deno.test("parseCoreUse() reads the core asked for, and counts waiting for disks as idle", () => {
  assert.deepEqual(parseCoreUse(PROC_STAT, 1), {
    idleMs: (258857 + 1163) * 10,
    stolenMs: 2270,
  });
  assert.equal(parseCoreUse(PROC_STAT, 10).stolenMs, 80);
});

Deno.test("parseCoreUse() refuses a core the system does not list", () => {
  assert.throws(() => parseCoreUse(PROC_STAT, 2), /core 2/);
});

Deno.test("parseThreadCpuMs() takes the time on the CPU, not the time waiting for it", () => {
  assert.equal(parseThreadCpuMs("214704851 37397921 476\n"), 214.704851);
});

Deno.test("parseTotalCpuMs() is not led astray by a process's name", () => {
  const stat = "42 (a) b (c)) S 1 42 42 0 -1 4194304 100 0 0 0 12 34 0 0 20 0 1 0 5 6 7\n";
  assert.equal(parseTotalCpuMs(stat), 460);
});

Deno.test("parsePeakRssMib() takes the peak, not the present size", () => {
  assert.equal(parsePeakRssMib("Name:\tx\nVmHWM:\t   65536 kB\nVmRSS:\t  1024 kB\n"), 64);
});
