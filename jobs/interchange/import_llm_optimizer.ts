import { z } from "zod";
import type { ImportedResult } from "./imported_result.ts";
import { givenMs } from "./import_times.ts";
import { check, count, figure, name } from "./parse_json.ts";
import { reportedFigures } from "./reported_figures.ts";
import { summaryStatistics } from "./summary_statistics.ts";
import { withoutSecrets } from "./without_secrets.ts";

/** More configurations than anybody sweeps. */
const MAX_TESTS = 1000;

const gpu = {
  gpu_type: name.nullish(),
  gpu_count: figure,
  model_tag: name.nullish(),
};

const schema = z.looseObject({
  metadata: z.looseObject(gpu).nullish(),
  test_results: z.array(
    z.looseObject({
      config: z.looseObject({ server_cmd_args: z.array(z.string().max(2000)).max(500).nullish() })
        .nullish(),
      results: z.looseObject({
        backend: name.nullish(),
        request_rate: z.union([z.number(), z.string()]).nullish(),
        max_concurrency: count.nullish(),
        duration: figure,
        completed: count,
        num_prompts: count.nullish(),
        total_input_tokens: figure,
        request_throughput: figure,
        input_throughput: figure,
        output_throughput: figure,
      }),
      cmd: z.string().max(20_000).nullish(),
      metadata: z.looseObject({
        ...gpu,
        input_tokens: figure,
        output_tokens: figure,
      }).nullish(),
    }),
    "must be a list",
  ).min(1, "must hold at least one test").max(MAX_TESTS, `must have at most ${MAX_TESTS} entries`),
});

/** What llm-optimizer's client, which is SGLang's, means by what stands among our figures. */
export const LLM_OPTIMIZER_DEFINITIONS: Readonly<Record<string, string>> = {
  ttft_ms: "first streamed chunk less start; ours counts chunks with text only",
  itl_ms: "gaps between streamed chunks, pooled, as ours",
  tpot_ms: "(latency - TTFT) / (output tokens - 1), as ours",
  e2e_ms: "start to the last chunk; ours ends with the last chunk that holds text",
  success_rate: "the file says how many succeeded, not always how many were sent",
};

/** @throws {ImportError} for what llm-optimizer does not write */
export function importLlmOptimizer(value: unknown, file: string): ImportedResult[] {
  const found = check(schema, value, file);
  return found.test_results.map((test) => {
    const { results } = test;
    const about = { ...found.metadata, ...test.metadata };
    const sent = numberAt(test.config?.["client_args"], "num_prompts") ?? results.num_prompts;
    const concurrency = results.max_concurrency ?? null;
    const rate = results.request_rate;
    return {
      format: "llm-optimizer" as const,
      toolVersion: null,
      model: about.model_tag ?? "not stated",
      hosting: {
        engine: results.backend ?? null,
        engineVersion: null,
        engineArgs: test.config?.server_cmd_args
          ? withoutSecrets(test.config.server_cmd_args.join(" "), 2000)
          : null,
        hardware: about.gpu_type === "unknown" ? null : about.gpu_type ?? null,
        hardwareCount: about.gpu_count ?? null,
        precision: null,
        gpuUsdPerHour: null,
      },
      startedAt: null,
      plan: typeof rate === "number" && rate > 0
        ? { kind: "open_loop", request_rate_per_s: rate, arrival: "poisson" }
        : { kind: "closed_loop", concurrency },
      workload: {
        kind: "imported",
        input_tokens: test.metadata?.input_tokens ?? null,
        output_tokens: test.metadata?.output_tokens ?? null,
      },
      samples: [],
      statistics: summaryStatistics({
        tool: "llm-optimizer",
        ok: results.completed,
        failed: Math.max(0, (sent ?? results.completed) - results.completed),
        metrics: {
          ttft_ms: givenMs(results, "ttft", results.completed),
          tpot_ms: givenMs(results, "tpot", results.completed),
          itl_ms: givenMs(results, "itl", results.completed),
          e2e_ms: givenMs(results, "e2e_latency", results.completed),
        },
        throughput: {
          window_s: results.duration,
          requests_per_s: results.request_throughput,
          input_tokens_per_s: results.input_throughput,
          output_tokens_per_s: results.output_throughput,
        },
      }),
      reported: reportedFigures(test),
      definitions: LLM_OPTIMIZER_DEFINITIONS,
    };
  });
}

function numberAt(object: unknown, key: string): number | null {
  const value = (object as Record<string, unknown> | undefined)?.[key];
  return typeof value === "number" ? value : null;
}
