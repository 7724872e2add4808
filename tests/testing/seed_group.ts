import type { Database } from "../../db/client.ts";
import { insertGroup } from "../../db/queries/insert_group.ts";
import { runs } from "../../db/schema.ts";
import { eq } from "drizzle-orm";
import type { Endpoint } from "../../providers/catalog/endpoint.ts";
import { seedRun } from "./seed_board.ts";

/** Id of the group that {@link seedGroup} stores. */
export const GROUP_ID = "99999999-9999-4999-8999-999999999999";
/** Requests a second of its steps. */
export const GROUP_RATES = [1, 2, 4, 8, 12, 14];

/** A sweep with a search for the highest rate, all of it invented. @returns ids of its runs */
export async function seedGroup(
  db: Database,
  changes: { endpoint?: Partial<Endpoint>; slo?: string } = {},
): Promise<string[]> {
  const endpoint = {
    id: "rack/llama-3.1-8b",
    providerName: "Our rack",
    kind: "self-hosted",
    hosting: {
      engine: "vLLM",
      engineVersion: "0.11.0",
      engineArgs: "--tensor-parallel-size 2 --max-num-seqs 256",
      hardware: "NVIDIA H200",
      hardwareCount: 2,
      precision: "fp8",
      gpuUsdPerHour: 3.5,
    },
    ...changes.endpoint,
  } satisfies Partial<Endpoint> & { id: string };
  const ids = GROUP_RATES.map((_, i) => `99999999-0000-4000-8000-00000000000${i}`);
  for (const [i, rate] of GROUP_RATES.entries()) {
    await seedRun(db, {
      endpoint,
      runId: ids[i]!,
      requests: 120,
      // A queue's waiting grows without bound towards what it can serve.
      ttftMs: 120 / (1 - rate / 15),
      itlMs: 8 + rate,
      seed: i + 1,
      startedAt: new Date(Date.UTC(2026, 10, 18, 9, 10 + 3 * i)),
    });
  }
  const expression = changes.slo ?? "ttft:p95<900ms;itl:p99<=80ms;success>=99%";
  await insertGroup(db, {
    id: GROUP_ID,
    endpointId: endpoint.id,
    planKind: "slo",
    plan: { kind: "slo", slo: expression },
    slo: expression,
    status: "complete",
    workloadId: "chat-550-150",
    workload: {},
    seed: 7,
    methodologyVersion: 1,
    region: "local",
    startedAt: new Date("2026-11-18T09:10:00Z"),
    endedAt: new Date("2026-11-18T09:30:00Z"),
    result: {
      slo: {
        expression,
        max_rate: 12.4,
        interval: [11.9, 12.9],
        confirmed: true,
        runs: 6,
        reason: null,
        tried: [],
      },
    },
    options: {},
    command: "deno task job rack/llama-3.1-8b --plan slo",
    metadata: { interconnect: "NVLink" },
  });
  for (const [i, rate] of GROUP_RATES.entries()) {
    await db.update(runs).set({
      groupId: GROUP_ID,
      step: { index: i, stage: "slo", label: `rate ${rate}/s`, side: "a" },
      plan: {
        kind: "open_loop",
        request_rate_per_s: rate,
        arrival: "poisson",
        burstiness: 1,
        warmup_ms: 5000,
        stream: true,
      },
    }).where(eq(runs.id, ids[i]!));
  }
  return ids;
}
