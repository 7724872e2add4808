import { z } from "zod";
import { summarizeRun } from "../metrics/mod.ts";
import type { Sample } from "../samples/mod.ts";
import type { ImportedResult } from "./imported_result.ts";
import { ImportError } from "./import_error.ts";
import { givenMs, MAX_REQUEST_S, samplesFromTimes } from "./import_times.ts";
import { check, count, figure, MAX_REQUESTS, name } from "./parse_json.ts";
import { reportedFigures } from "./reported_figures.ts";
import { summaryStatistics } from "./summary_statistics.ts";

const list = <Item extends z.ZodType>(item: Item) =>
  z.array(item, "must be a list").max(MAX_REQUESTS, `must have at most ${MAX_REQUESTS} entries`);
const tokens = z.int("must be a whole number").min(0).max(100_000_000);
const seconds = z.number("must be a number of seconds").min(0).max(1e7);

const schema = z.looseObject({
  date: z.string().max(40).nullish(),
  backend: name.nullish(),
  model_id: name,
  num_prompts: count.nullish(),
  request_rate: z.union([z.number().positive(), z.literal("inf")]).nullish(),
  burstiness: z.number().positive().nullish(),
  max_concurrency: count.nullish(),
  duration: figure,
  completed: count,
  failed: count.nullish(),
  total_input_tokens: figure,
  total_output_tokens: figure,
  request_throughput: figure,
  output_throughput: figure,
  total_token_throughput: figure,
  input_lens: list(tokens).optional(),
  output_lens: list(tokens).optional(),
  ttfts: list(seconds).optional(),
  itls: list(z.array(seconds).max(1_000_000)).optional(),
  latencies: list(seconds).optional(),
  start_times: list(z.number().min(-1e12).max(1e12)).optional(),
  errors: list(z.string().nullable()).optional(),
});
type VllmFile = z.infer<typeof schema>;

/** What vLLM means by what stands among our figures. */
export const VLLM_DEFINITIONS: Readonly<Record<string, string>> = {
  ttft_ms:
    "first streamed chunk with choices less start; with some backends a chunk without text " +
    "counts, ours counts text only",
  itl_ms: "gaps between streamed chunks, pooled, as ours; several tokens in a chunk are one gap",
  tpot_ms: "(latency - TTFT) / (output tokens - 1), as ours; 0 ms where text came at once",
  e2e_ms: "start to the last chunk; ours ends with the last chunk that holds text",
  success_rate: "requests answered with HTTP 200 and a stream; an answer without text may count",
};

/** @throws {ImportError} for what `vllm bench serve` does not write */
export function importVllm(value: unknown, file: string): ImportedResult {
  const found = check(schema, value, file);
  const samples = samplesOf(found, file);
  const failed = found.failed ?? Math.max(0, (found.num_prompts ?? 0) - found.completed);
  const rate = found.request_rate;
  return {
    format: "vllm",
    toolVersion: null,
    model: found.model_id,
    hosting: null,
    startedAt: dateOf(found.date ?? null),
    plan: typeof rate === "number"
      ? {
        kind: "open_loop",
        request_rate_per_s: rate,
        arrival: (found.burstiness ?? 1) === 1 ? "poisson" : "gamma",
        burstiness: found.burstiness ?? 1,
        max_concurrency: found.max_concurrency ?? null,
      }
      : found.max_concurrency
      ? { kind: "closed_loop", concurrency: found.max_concurrency }
      : { kind: "all_at_once" },
    workload: { kind: "imported", requests: found.num_prompts ?? null },
    samples,
    statistics: samples.length > 0 ? summarizeRun(samples, { price: null }) : summaryStatistics({
      tool: "vllm bench serve",
      ok: found.completed,
      failed,
      metrics: {
        ttft_ms: givenMs(found, "ttft", found.completed),
        tpot_ms: givenMs(found, "tpot", found.completed),
        itl_ms: givenMs(found, "itl", found.completed),
        e2e_ms: givenMs(found, "e2el", found.completed),
      },
      throughput: {
        window_s: found.duration,
        output_tokens_per_s: found.output_throughput,
        total_tokens_per_s: found.total_token_throughput,
        requests_per_s: found.request_throughput,
        input_tokens_per_s: found.duration && found.total_input_tokens !== null
          ? found.total_input_tokens / found.duration
          : null,
      },
    }),
    reported: reportedFigures(value as object),
    definitions: VLLM_DEFINITIONS,
  };
}

/** Requests of `--save-detailed`; none where the file holds totals only. */
function samplesOf(found: VllmFile, file: string): Sample[] {
  const { ttfts, itls, input_lens, output_lens, errors, start_times, latencies } = found;
  if (!ttfts || !itls || !input_lens || !output_lens || !errors || !start_times) return [];
  const lists = { ttfts, itls, input_lens, output_lens, errors, start_times, latencies };
  for (const [key, list] of Object.entries(lists)) {
    if (list && list.length !== ttfts.length) {
      throw new ImportError(
        `${file}: ${key}: has ${list.length} entries and ttfts ${ttfts.length}; both must be one a request`,
      );
    }
  }
  ttfts.forEach((ttftS, i) => {
    const lengthS = itls[i]!.reduce((sum, gapS) => sum + gapS, ttftS);
    if (lengthS > MAX_REQUEST_S || (latencies?.[i] ?? 0) > MAX_REQUEST_S) {
      throw new ImportError(
        `${file}: request ${i} lasts over ${MAX_REQUEST_S} s, more than is stored`,
      );
    }
  });
  return samplesFromTimes(ttfts.map((ttftS, i) => ({
    startS: start_times[i]!,
    ttftS,
    gapsS: itls[i]!,
    latencyS: latencies?.[i] ?? null,
    inputTokens: input_lens[i]!,
    outputTokens: output_lens[i]!,
    error: errors[i] || null,
  })));
}

/** `20261118-093000`, in the local time of whoever ran it: taken as UTC, for the file does not say. */
function dateOf(text: string | null): Date | null {
  const parts = /^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/.exec(text ?? "");
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}
