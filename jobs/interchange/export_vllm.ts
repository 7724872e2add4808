import { type ExportedFile, type ExportedRun, measured, refuseEmpty } from "./exported_run.ts";
import { numpyFigures } from "./numpy_figures.ts";
import { type RequestTimes, requestTimes } from "./request_times.ts";

const PERCENTILES = [25, 50, 75, 90, 95, 99];

/**
 * The file of `vllm bench serve --save-result --save-detailed`, in seconds where vLLM writes seconds.
 * Prompts and answers are not stored, so `generated_texts` holds empty texts.
 *
 * @throws {RangeError} for a run without answers
 */
export function exportVllm(run: ExportedRun): ExportedFile[] {
  refuseEmpty(run);
  const samples = measured(run);
  const times = samples.map(requestTimes);
  const answered = times.filter((one) => one !== null);
  const windowS = run.statistics.throughput.window_s;
  const perSecond = (amount: number) => windowS === null ? null : amount / windowS;
  const inputTokens = sum(answered, ({ inputTokens }) => inputTokens);
  const outputTokens = sum(answered, ({ outputTokens }) => outputTokens);
  const result = {
    date: vllmDate(run.started_at),
    endpoint_type: run.protocol,
    backend: run.protocol,
    label: null,
    model_id: run.model,
    tokenizer_id: run.model,
    num_prompts: samples.length,
    lapboard_run_id: run.id,
    ...traffic(run),
    duration: windowS,
    completed: answered.length,
    failed: samples.length - answered.length,
    total_input_tokens: inputTokens,
    total_output_tokens: outputTokens,
    request_throughput: perSecond(answered.length),
    request_goodput: null,
    output_throughput: perSecond(outputTokens),
    total_token_throughput: perSecond(inputTokens + outputTokens),
    // One entry a request; vLLM writes 0 and nothing for one that failed.
    input_lens: samples.map((sample, i) => times[i]?.inputTokens ?? sample.tokens.requestedInput),
    output_lens: times.map((one) => one?.outputTokens ?? 0),
    ttfts: times.map((one) => (one?.ttftMs ?? 0) / 1000),
    itls: times.map((one) => one?.gapsMs.map((ms) => ms / 1000) ?? []),
    latencies: times.map((one) => (one?.latencyMs ?? 0) / 1000),
    start_times: samples.map(({ sentMs, scheduledMs }) => (sentMs ?? scheduledMs) / 1000),
    generated_texts: samples.map(() => ""),
    errors: samples.map(({ failure }) =>
      failure === null ? "" : `${failure.kind}: ${failure.message}`
    ),
    ...figures("ttft", answered.flatMap(({ ttftMs }) => ttftMs ?? [])),
    ...figures("tpot", answered.flatMap((one) => tpotMs(one) ?? [])),
    ...figures("itl", answered.flatMap(({ gapsMs }) => gapsMs)),
    ...figures("e2el", answered.map(({ latencyMs }) => latencyMs)),
  };
  return [{ name: `vllm-${run.id}.json`, content: JSON.stringify(result) + "\n" }];
}

function traffic({ plan }: ExportedRun) {
  const open = plan["kind"] === "open_loop";
  return {
    request_rate: open ? plan["request_rate_per_s"] ?? null : "inf",
    burstiness: open ? plan["burstiness"] ?? 1 : 1,
    max_concurrency: (open ? plan["max_concurrency"] : plan["concurrency"]) ?? null,
  };
}

/** (latency - TTFT) / (output tokens - 1), null for one token. */
export function tpotMs({ ttftMs, latencyMs, outputTokens }: RequestTimes): number | null {
  return ttftMs === null || outputTokens < 2 ? null : (latencyMs - ttftMs) / (outputTokens - 1);
}

function figures(name: string, valuesMs: readonly number[]): Record<string, number> {
  const found = numpyFigures(valuesMs);
  if (found === null) return {};
  return {
    [`mean_${name}_ms`]: found.mean,
    [`median_${name}_ms`]: found.percentile(50),
    [`std_${name}_ms`]: found.std,
    ...Object.fromEntries(PERCENTILES.map((p) => [`p${p}_${name}_ms`, found.percentile(p)])),
  };
}

/** `20261118-093000`. */
function vllmDate(iso: string): string {
  return `${iso.slice(0, 10).replaceAll("-", "")}-${iso.slice(11, 19).replaceAll(":", "")}`;
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}
