import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface MemoryReport {
  requests: number;
  gaps: number;
  rss_mib: { at_start: number; peak: number };
}

/** Runs the memory bench in a process of its own, as a person would. */
async function measureMemory(requests: number, events: number): Promise<MemoryReport> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "-A", "bench/memory/main.ts"],
      ...["--requests", String(requests), "--events", String(events)],
    ],
    cwd: ROOT,
    env: { DENO_NO_UPDATE_CHECK: "1" },
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test({
  name: "a run's memory grows by far less than the answers it read",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const few = await measureMemory(500, 150);
    const many = await measureMemory(5000, 150);
    assert.deepEqual([few.requests, many.requests, many.gaps], [500, 5000, 5000 * 149]);
    // The 4,500 answers between them are 185 MiB on the wire, kept they are 6 MiB; what is waiting to
    // be decoded is 64 MiB at most. The rest is what the collector has not come to yet.
    const growth = many.rss_mib.peak - few.rss_mib.peak;
    assert.ok(growth < 180, `from ${few.rss_mib.peak} to ${many.rss_mib.peak} MiB`);
  },
});
