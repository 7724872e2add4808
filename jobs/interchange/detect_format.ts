import type { Format } from "./formats.ts";

/** Which tool wrote a parsed file, by fields that no other one writes; null when none did. */
export function detectFormat(value: unknown): Format | null {
  if (Array.isArray(value)) {
    const first = value[0];
    if (isAiperfRecord(first)) return "aiperf";
    return isObject(first) && "end_to_end_latency_s" in first ? "llmperf" : null;
  }
  if (!isObject(value)) return null;
  if (isAiperfRecord(value)) return "aiperf";
  if ("test_results" in value) return "llm-optimizer";
  if ("results_num_requests_started" in value) return "llmperf";
  if ("completed" in value && "model_id" in value) return "vllm";
  if (!("request_latency" in value) && !("request_throughput" in value)) return null;
  const aiperf = ["aiperf_version", "schema_version", "was_cancelled", "benchmark_duration"];
  return aiperf.some((key) => key in value) ? "aiperf" : "genai-perf";
}

/** A line of AIPerf's `profile_export.jsonl`. */
export function isAiperfRecord(value: unknown): boolean {
  return isObject(value) && isObject(value["metadata"]) && "request_start_ns" in value["metadata"];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
