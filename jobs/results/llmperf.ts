import type { Json } from "../../providers/protocols/protocol.ts";
import { quantile } from "../metrics/mod.ts";
import type { Sample } from "../samples/mod.ts";

/** LLMPerf's settings of a run, which its summary repeats. */
export interface LlmPerfSettings {
  model: string;
  meanInputTokens: number;
  stddevInputTokens: number;
  meanOutputTokens: number;
  stddevOutputTokens: number;
  numConcurrentRequests: number;
  additionalSamplingParams: Record<string, Json>;
}

/** One request in LLMPerf's terms; times in seconds. A failed request has no times. */
export interface LlmPerfResponse {
  error_code: number | null;
  error_msg: string;
  inter_token_latency_s: number | null;
  ttft_s: number | null;
  end_to_end_latency_s: number | null;
  request_output_throughput_token_per_s: number | null;
  number_total_tokens: number;
  number_output_tokens: number;
  number_input_tokens: number;
}

/** Base name of LLMPerf's files: `<model>_<input>_<output>`, runs of other characters as one `-`. */
export function llmPerfBaseName(settings: LlmPerfSettings): string {
  return `${settings.model}_${settings.meanInputTokens}_${settings.meanOutputTokens}`
    .replace(/[^\p{L}\p{N}_-]+/gu, "-")
    .replace(/-{2,}/g, "-");
}

/**
 * A request by LLMPerf's definitions: the first token is the first with answer text, tokens are
 * those of the answer text by the client's tokenizer, the end is the end of the response, and the
 * inter-token latency is the time from the start to the last token, waiting for the first one
 * included, over the number of tokens.
 */
export function llmPerfResponse(sample: Sample): LlmPerfResponse {
  const { failure, sentMs, firstContentMs, lastContentMs, endMs, tokens } = sample;
  const outputTokens = tokens.ownOutput - tokens.ownReasoning;
  const counts = {
    number_total_tokens: tokens.ownInput + outputTokens,
    number_output_tokens: outputTokens,
    number_input_tokens: tokens.ownInput,
  };
  if (failure !== null) {
    return {
      // LLMPerf's code for a failure without an HTTP status.
      error_code: failure.httpStatus === null || failure.httpStatus === 200
        ? -1
        : failure.httpStatus,
      error_msg: failure.bodyExcerpt ?? failure.message,
      inter_token_latency_s: null,
      ttft_s: null,
      end_to_end_latency_s: null,
      request_output_throughput_token_per_s: null,
      ...counts,
    };
  }
  const endToEndS = seconds(sentMs, endMs);
  const lastTokenS = seconds(sentMs, lastContentMs);
  return {
    error_code: null,
    error_msg: "",
    inter_token_latency_s: lastTokenS === null || outputTokens === 0
      ? null
      : lastTokenS / outputTokens,
    ttft_s: seconds(sentMs, firstContentMs),
    end_to_end_latency_s: endToEndS,
    request_output_throughput_token_per_s: endToEndS === null || endToEndS <= 0
      ? null
      : outputTokens / endToEndS,
    ...counts,
  };
}

const SUMMARIZED = [
  "inter_token_latency_s",
  "ttft_s",
  "end_to_end_latency_s",
  "request_output_throughput_token_per_s",
  "number_input_tokens",
  "number_output_tokens",
] as const;

/** Collects requests one by one, keeping numbers only, and writes LLMPerf's summary of them. */
export class LlmPerfTotals {
  #columns = SUMMARIZED.map((key) => ({ key, values: [] as number[] }));
  #started = 0;
  #errors = new Map<number, number>();
  #outputTokens = 0;

  add(response: LlmPerfResponse): void {
    this.#started++;
    if (response.error_code !== null) {
      this.#errors.set(response.error_code, (this.#errors.get(response.error_code) ?? 0) + 1);
      return;
    }
    this.#outputTokens += response.number_output_tokens;
    for (const { key, values } of this.#columns) {
      const value = response[key];
      if (value !== null) values.push(value);
    }
  }

  /**
   * LLMPerf's summary: one flat object, nested names joined by `_`.
   *
   * @param windowS length of the measurement, seconds; null when nothing was sent
   * @param unixS when the summary is written, seconds since 1970
   */
  summary(
    settings: LlmPerfSettings,
    metadata: Record<string, Json>,
    windowS: number | null,
    unixS: number,
  ): Record<string, Json> {
    const errors = [...this.#errors.values()].reduce((a, b) => a + b, 0);
    const completed = this.#started - errors;
    const results: Record<string, Json> = {};
    for (const { key, values } of this.#columns) results[key] = columnSummary(values);
    return flatten({
      version: "2023-08-31",
      name: `${llmPerfBaseName(settings)}_summary`,
      model: settings.model,
      mean_input_tokens: settings.meanInputTokens,
      stddev_input_tokens: settings.stddevInputTokens,
      mean_output_tokens: settings.meanOutputTokens,
      stddev_output_tokens: settings.stddevOutputTokens,
      num_concurrent_requests: settings.numConcurrentRequests,
      additional_sampling_params: settings.additionalSamplingParams,
      results: {
        ...results,
        num_requests_started: this.#started,
        error_rate: this.#started === 0 ? null : errors / this.#started,
        number_errors: errors,
        error_code_frequency: frequencies(this.#errors),
        mean_output_throughput_token_per_s: windowS === null ? null : this.#outputTokens / windowS,
        num_completed_requests: completed,
        num_completed_requests_per_min: windowS === null ? null : completed / windowS * 60,
      },
      ...metadata,
      timestamp: unixS,
    });
  }
}

function columnSummary(values: readonly number[]): Record<string, Json> {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const at = (p: number) => n === 0 ? null : quantile(sorted, p);
  const mean = n === 0 ? null : sorted.reduce((a, b) => a + b, 0) / n;
  return {
    quantiles: {
      p25: at(0.25),
      p50: at(0.5),
      p75: at(0.75),
      p90: at(0.9),
      p95: at(0.95),
      p99: at(0.99),
    },
    mean,
    min: sorted[0] ?? null,
    max: sorted[n - 1] ?? null,
    stddev: mean === null || n < 2
      ? null
      : Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)),
  };
}

/** A Python dictionary as text, most frequent first: that is what LLMPerf's readers expect. */
function frequencies(errors: ReadonlyMap<number, number>): string {
  const entries = [...errors].sort(([codeA, a], [codeB, b]) => b - a || codeA - codeB);
  return `{${entries.map(([code, count]) => `${code}: ${count}`).join(", ")}}`;
}

function flatten(object: Record<string, Json>, prefix = ""): Record<string, Json> {
  const flat: Record<string, Json> = {};
  for (const [key, value] of Object.entries(object)) {
    const name = prefix + key;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      Object.assign(flat, flatten(value, `${name}_`));
    } else flat[name] = value;
  }
  return flat;
}

function seconds(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null ? null : (toMs - fromMs) / 1000;
}
