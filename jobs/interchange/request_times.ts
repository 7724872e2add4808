import { gapsMs, sampleMetrics } from "../metrics/mod.ts";
import type { Sample } from "../samples/mod.ts";

/** A successful request in the terms that vLLM, AIPerf and GenAI-Perf share; times in ms. */
export interface RequestTimes {
  ttftMs: number | null;
  /** First byte sent to the last event with text. */
  latencyMs: number;
  gapsMs: number[];
  inputTokens: number;
  outputTokens: number;
}

/** Null for a request that failed or of which no text came. */
export function requestTimes(sample: Sample): RequestTimes | null {
  const { ttft_ms, e2e_ms, input_tokens, output_tokens } = sampleMetrics(sample);
  return e2e_ms === null ? null : {
    ttftMs: ttft_ms,
    latencyMs: e2e_ms,
    gapsMs: Array.from(gapsMs(sample)),
    inputTokens: input_tokens!,
    outputTokens: output_tokens!,
  };
}
