import type { RunRecord } from "../../jobs/run_record.ts";
import type { Sample } from "../../jobs/samples/mod.ts";
import type { Endpoint } from "../../providers/catalog/endpoint.ts";

/** An endpoint that nothing is wrong with. */
export function makeEndpoint(changes: Partial<Endpoint> = {}): Endpoint {
  return {
    id: "acme/tiny",
    providerId: "acme",
    providerName: "Acme",
    kind: "hosted",
    model: "tiny-1",
    canonicalModel: "tiny",
    protocol: "openai-chat",
    baseUrl: "https://api.acme.test/v1",
    apiKeyEnv: "ACME_API_KEY",
    enabled: true,
    region: null,
    price: { inputUsdPerMtok: 0.15, outputUsdPerMtok: 0.6, source: null, readOn: "2026-11-16" },
    hosting: null,
    links: { home: "https://acme.test", docs: null },
    requestsPerMinute: 500,
    ...changes,
  };
}

/** A run of that endpoint that has just started. */
export function makeRunRecord(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    id: crypto.randomUUID(),
    endpoint: makeEndpoint(),
    workloadId: "chat-550-150",
    workload: { mean_input_tokens: 550 },
    plan: { num_concurrent_requests: 8 },
    seed: 7,
    methodologyVersion: 1,
    isoWeek: "2026-W47",
    region: "local",
    startedAt: new Date("2026-11-16T08:00:00.123Z"),
    clockOriginUnixMs: 1_795_420_800_123.456,
    command: "deno task job acme/tiny --seed 7",
    client: { deno: "2.9.6" },
    metadata: {},
    ...changes,
  };
}

/** A successful streamed answer: one token an event, every 20 ms after 200 ms. */
export function makeSample(changes: Partial<Sample> = {}, events = 3): Sample {
  const sentMs = changes.sentMs ?? 1000.25;
  const arrivalsMs = Float64Array.from({ length: events }, (_, i) => sentMs + 200 + 20 * i);
  return {
    index: 0,
    phase: "measured",
    scheduledMs: sentMs - 0.125,
    sentMs,
    connectStartMs: sentMs - 0.1,
    connectedMs: sentMs - 0.05,
    firstByteMs: sentMs + 190.5,
    firstEventMs: sentMs + 191,
    firstReasoningMs: null,
    firstContentMs: sentMs + 200,
    lastContentMs: sentMs + 200 + 20 * (events - 1),
    endMs: sentMs + 300 + 20 * events,
    arrivalsMs,
    tokensPerEvent: new Uint32Array(events).fill(1),
    tokens: {
      requestedInput: 550,
      requestedOutput: 150,
      ownInput: 550,
      ownOutput: events,
      ownReasoning: 0,
      usageInput: 551,
      usageOutput: events,
      usageReasoning: null,
      usageCachedInput: 0,
    },
    finishReason: "length",
    reads: events + 1,
    bytesReceived: 4096,
    retries: 0,
    failure: null,
    ...changes,
  };
}
