import type { Database } from "../../db/client.ts";
import { slots } from "../../db/schema.ts";
import { upsertEndpoint } from "../../db/queries/upsert_endpoint.ts";
import type { CheckResult } from "../../jobs/checks/check_item.ts";
import { createRandom, summarizeRun } from "../../jobs/metrics/mod.ts";
import { createRunStore, endpointToRow } from "../../jobs/persist.ts";
import type { RunStatus, Verdict } from "../../jobs/run_record.ts";
import { type FailureKind, roundSample, type Sample } from "../../jobs/samples/mod.ts";
import type { Endpoint } from "../../providers/catalog/endpoint.ts";

/** An invented endpoint with invented figures. For tests and for looking at pages; never measured. */
export interface SeedRun {
  endpoint: Partial<Endpoint> & { id: string };
  runId: string;
  requests?: number;
  ttftMs?: number;
  itlMs?: number;
  /** One request in so many fails. Default: none. */
  failEvery?: number;
  failure?: { kind: FailureKind; httpStatus: number | null; body: string | null };
  /** Answers of the correctness check; default 20 right ones. */
  checks?: CheckResult[];
  status?: Exclude<RunStatus, "running">;
  verdict?: Verdict;
  reasons?: string[];
  isoWeek?: string;
  region?: string;
  workloadId?: string;
  startedAt?: Date;
  command?: string;
  seed?: number;
}

/** A whole endpoint from what a test cares for. */
export function seedEndpoint(given: Partial<Endpoint> & { id: string }): Endpoint {
  const [providerId = "", slug = ""] = given.id.split("/");
  return {
    providerId,
    providerName: providerId,
    kind: "hosted",
    model: slug,
    canonicalModel: "llama-3.1-8b",
    protocol: "openai-chat",
    baseUrl: `https://${providerId}.example/v1`,
    apiKeyEnv: null,
    enabled: true,
    region: null,
    price: { inputUsdPerMtok: null, outputUsdPerMtok: null, source: null, readOn: null },
    hosting: null,
    links: { home: null, docs: null },
    requestsPerMinute: null,
    ...given,
  };
}

/** Stores an invented run through the same store as a real one. @returns its samples */
export async function seedRun(db: Database, seed: SeedRun): Promise<Sample[]> {
  const store = createRunStore(db);
  const endpoint = seedEndpoint(seed.endpoint);
  const startedAt = seed.startedAt ?? new Date("2026-11-18T09:30:00Z");
  const samples = seedSamples(seed);
  await store.startRun({
    id: seed.runId,
    endpoint,
    workloadId: seed.workloadId ?? "chat-550-150",
    workload: {
      input_tokens: { mean: 550, stddev: 150 },
      output_tokens: { mean: 150, stddev: 80 },
      cache: "unique nonce first",
    },
    plan: { concurrency: 8, requests: samples.length, timeout_ms: 90_000 },
    seed: seed.seed ?? 7,
    methodologyVersion: 1,
    isoWeek: seed.isoWeek ?? "2026-W47",
    region: seed.region ?? "local",
    startedAt,
    clockOriginUnixMs: startedAt.getTime(),
    command: seed.command ?? `deno task job ${endpoint.id} --seed ${seed.seed ?? 7}`,
    client: { deno: "2.9.6", os: "linux", transport: "http/1.1" },
    metadata: {},
  });
  await store.appendSamples(seed.runId, samples);
  await store.appendCheckResults(seed.runId, seed.checks ?? rightAnswers(20));
  const { inputUsdPerMtok, outputUsdPerMtok } = endpoint.price;
  await store.finishRun(seed.runId, {
    status: seed.status ?? "complete",
    quality: {
      verdict: seed.verdict ?? "ok",
      reasons: seed.reasons ?? [],
      calibration_error_p50_ms: 0.21,
      calibration_error_p99_ms: 1.34,
      schedule_lag_p99_ms: 0.42,
      clock_stall_max_ms: 3.1,
      cpu_steal_ratio: 0.002,
    },
    statistics: summarizeRun(samples, { price: { inputUsdPerMtok, outputUsdPerMtok } }),
    reason: seed.status === undefined || seed.status === "complete" ? null : "stopped by the test",
    endedAt: new Date(startedAt.getTime() + 120_000),
  });
  return samples;
}

/** An endpoint of the catalog that has no run, with the reason its slot was skipped, if it was. */
export async function seedUnmeasured(
  db: Database,
  given: Partial<Endpoint> & { id: string },
  skipped: string | null = null,
): Promise<void> {
  await upsertEndpoint(db, endpointToRow(seedEndpoint(given)));
  if (skipped === null) return;
  await db.insert(slots).values({
    endpointId: given.id,
    workloadId: "chat-550-150",
    region: "local",
    isoWeek: "2026-W47",
    status: "skipped",
    claimedBy: "test",
    claimedAt: new Date("2026-11-16T00:00:00Z"),
    reason: skipped,
  });
}

/** So many questions, all answered right. */
export function rightAnswers(count: number): CheckResult[] {
  return Array.from({ length: count }, (_, index) => ({
    index,
    kind: "arithmetic",
    prompt: `What is ${index} + ${2 * index}? Answer with the number alone.`,
    expected: String(3 * index),
    got: String(3 * index),
    passed: true,
    failure: null,
  }));
}

function seedSamples(seed: SeedRun): Sample[] {
  const random = createRandom(seed.seed ?? 7);
  const { requests = 60, ttftMs = 200, itlMs = 20, failEvery = Infinity } = seed;
  const startMs = Array.from({ length: 8 }, () => 0);
  return Array.from({ length: requests }, (_, index) => {
    const slot = index % 8;
    const sentMs = startMs[slot]! + 0.1;
    const failed = index % failEvery === failEvery - 1;
    const events = failed ? 0 : 60 + Math.floor(random() * 180);
    // A right tail, as latencies have.
    const tail = -Math.log(1 - random());
    const firstMs = sentMs + ttftMs * (0.9 + 0.1 * random() + 0.07 * tail + 0.01 * tail ** 3);
    const arrivalsMs = new Float64Array(events);
    for (let i = 0; i < events; i++) {
      arrivalsMs[i] = i === 0
        ? firstMs
        : arrivalsMs[i - 1]! + itlMs * (0.85 + 0.15 * -Math.log(1 - random()) + 0.15 * random());
    }
    const endMs = (arrivalsMs.at(-1) ?? sentMs + 35) + 0.4;
    startMs[slot] = endMs;
    const input = 400 + Math.floor(random() * 300);
    return roundSample({
      index,
      phase: "measured",
      scheduledMs: sentMs - 0.1,
      sentMs,
      connectStartMs: null,
      connectedMs: null,
      firstByteMs: sentMs + 12,
      firstEventMs: failed ? null : sentMs + 12.5,
      firstReasoningMs: null,
      firstContentMs: failed ? null : firstMs,
      lastContentMs: arrivalsMs.at(-1) ?? null,
      endMs,
      arrivalsMs,
      tokensPerEvent: new Uint32Array(events).fill(1),
      tokens: {
        requestedInput: input,
        requestedOutput: 240,
        ownInput: input,
        ownOutput: events,
        ownReasoning: 0,
        usageInput: failed ? null : input + 7,
        usageOutput: failed ? null : events,
        usageReasoning: null,
        usageCachedInput: null,
      },
      finishReason: failed ? null : "stop",
      reads: events + 1,
      bytesReceived: 300 + events * 270,
      retries: 0,
      failure: failed
        ? {
          kind: seed.failure?.kind ?? "rate_limited",
          phase: "headers",
          httpStatus: seed.failure === undefined ? 429 : seed.failure.httpStatus,
          retryAfterS: seed.failure === undefined ? 2 : null,
          message: "the server answered 429 Too Many Requests",
          bodyExcerpt: seed.failure?.body ?? '{"error":{"message":"slow down"}}',
        }
        : null,
    });
  });
}
