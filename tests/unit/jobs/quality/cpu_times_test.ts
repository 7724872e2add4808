import assert from "node:assert/strict";
import { parseCpuTimes, readCpuTimes, stealShare } from "../../../../jobs/quality/cpu_times.ts";

const STAT = `cpu  100 20 30 400 5 0 6 39 7 8
cpu0 50 10 15 200 2 0 3 20 3 4
intr 123 456
`;

Deno.test("parseCpuTimes() adds up the line of all CPUs, guests once", () => {
  assert.deepEqual(parseCpuTimes(STAT), { total: 600, steal: 39 });
});

Deno.test("parseCpuTimes() of an old kernel, which knows no steal, has none", () => {
  assert.deepEqual(parseCpuTimes("cpu  100 20 30 400\n"), { total: 550, steal: 0 });
  assert.equal(parseCpuTimes("intr 1 2 3\n"), null);
});

Deno.test("stealShare() is the stolen part of the time between two readings", () => {
  const before = { total: 1000, steal: 10 };
  assert.equal(stealShare(before, { total: 2000, steal: 60 }), 0.05);
  assert.equal(stealShare(before, { total: 1050, steal: 11 }), null, "too short to say");
  assert.equal(stealShare(null, before), null);
  assert.equal(stealShare(before, null), null);
});

Deno.test({
  name: "readCpuTimes() reads this machine's, and time goes on",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const before = readCpuTimes()!;
    await new Promise((resolve) => setTimeout(resolve, 50));
    const after = readCpuTimes()!;
    assert.ok(after.total > before.total && after.steal >= before.steal);
  },
});
