import type { ExportedRun } from "../../jobs/interchange/mod.ts";
import { createRandom, summarizeRun } from "../../jobs/metrics/mod.ts";
import { roundSample, type Sample } from "../../jobs/samples/mod.ts";
import { makeSample } from "./samples.ts";

/** An invented run with varied answers, of which every tenth fails. */
export function makeExportedRun(requests = 60, changes: Partial<ExportedRun> = {}): ExportedRun {
  const random = createRandom(5);
  const samples: Sample[] = Array.from({ length: requests }, (_, index) => {
    const sentMs = 40 * index;
    if (index % 10 === 9) return failedSample(index, sentMs);
    const events = 5 + Math.floor(random() * 40);
    const arrivalsMs = new Float64Array(events);
    for (let i = 0; i < events; i++) {
      arrivalsMs[i] = i === 0 ? sentMs + 150 + 100 * random() : arrivalsMs[i - 1]! + 30 * random();
    }
    const made = makeSample({ index, sentMs, scheduledMs: sentMs }, events);
    const last = arrivalsMs.at(-1)!;
    return roundSample({
      ...made,
      arrivalsMs,
      connectStartMs: null,
      connectedMs: null,
      firstContentMs: arrivalsMs[0]!,
      lastContentMs: last,
      endMs: last,
      tokens: { ...made.tokens, usageInput: 500 + index, usageOutput: events },
    });
  });
  return {
    id: "12345678-1234-4234-8234-123456789012",
    model: "llama-3.1-8b",
    protocol: "openai-chat",
    hosting: null,
    plan: { kind: "closed_loop", concurrency: 8, sampling_params: {} },
    workload: { mean_input_tokens: 550, stddev_input_tokens: 150 },
    metadata: {},
    seed: 7,
    started_at: "2026-11-18T09:30:00.000Z",
    ended_at: "2026-11-18T09:32:00.000Z",
    clock_origin_unix_ms: Date.parse("2026-11-18T09:30:00Z"),
    statistics: summarizeRun(samples, { price: null }),
    samples,
    ...changes,
  };
}

function failedSample(index: number, sentMs: number): Sample {
  const made = makeSample({ index, sentMs, scheduledMs: sentMs }, 0);
  return roundSample({
    ...made,
    firstContentMs: null,
    lastContentMs: null,
    endMs: sentMs + 30,
    tokens: { ...made.tokens, usageOutput: null, usageInput: null },
    failure: {
      kind: "http_5xx",
      phase: "headers",
      httpStatus: 503,
      retryAfterS: null,
      message: "the server answered 503",
      bodyExcerpt: null,
    },
  });
}
