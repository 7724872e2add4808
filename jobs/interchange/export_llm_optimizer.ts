import { exportVllm } from "./export_vllm.ts";
import type { ExportedFile, ExportedRun } from "./exported_run.ts";

/**
 * The file that llm-optimizer's dashboard reads: one test a run. Its client is SGLang's benchmark, so
 * that its figures are named as there.
 *
 * @throws {RangeError} for a run without answers, or for no run
 */
export function exportLlmOptimizer(runs: readonly ExportedRun[]): ExportedFile[] {
  const [first] = runs;
  if (first === undefined) throw new RangeError("there is no run to export");
  const gpu = {
    gpu_type: first.hosting?.hardware ?? "unknown",
    gpu_count: first.hosting?.hardware_count ?? null,
    model_tag: first.model,
  };
  const tests = runs.map(test);
  const result = {
    metadata: {
      ...gpu,
      total_tests: tests.length,
      constraints: [],
      input_len: tests[0]!.metadata.input_tokens,
      output_len: tests[0]!.metadata.output_tokens,
    },
    best_configurations: {},
    test_results: tests,
  };
  return [{
    name: `llm-optimizer-${first.id}.json`,
    content: JSON.stringify(result, null, 2) + "\n",
  }];
}

function test(run: ExportedRun) {
  const detailed = JSON.parse(exportVllm(run)[0]!.content) as Record<string, number | null>;
  const { statistics } = run;
  const figures = (ours: string, theirs: string, more: readonly string[]) =>
    Object.fromEntries(
      ["mean", "median", "std", ...more].map((each) => [
        `${each}_${theirs}_ms`,
        detailed[`${each}_${ours}_ms`] ?? null,
      ]),
    );
  const { input_tokens, output_tokens } = statistics.metrics;
  const windowS = statistics.throughput.window_s;
  const meanLatencyMs = detailed["mean_e2el_ms"] ?? null;
  return {
    config: {
      client_args: {
        dataset_name: run.workload["kind"] ?? "synthetic",
        num_prompts: detailed["num_prompts"],
        max_concurrency: detailed["max_concurrency"],
        request_rate: detailed["request_rate"],
        seed: run.seed,
      },
      server_args: run.metadata,
      server_cmd_args: (run.hosting?.engine_args ?? "").split(/\s+/).filter((each) => each !== ""),
    },
    results: {
      backend: run.hosting?.engine ?? run.protocol,
      request_rate: detailed["request_rate"],
      max_concurrency: detailed["max_concurrency"],
      duration: windowS,
      completed: detailed["completed"],
      total_input_tokens: detailed["total_input_tokens"],
      total_output_tokens: detailed["total_output_tokens"],
      request_throughput: detailed["request_throughput"],
      input_throughput: statistics.throughput.input_tokens_per_s,
      output_throughput: detailed["output_throughput"],
      ...figures("e2el", "e2e_latency", ["p99"]),
      ...figures("ttft", "ttft", ["p95", "p99"]),
      ...figures("tpot", "tpot", ["p99"]),
      ...figures("itl", "itl", ["p95", "p99"]),
      concurrency: meanLatencyMs === null || windowS === null
        ? null
        : meanLatencyMs / 1000 * (detailed["completed"] ?? 0) / windowS,
      lapboard_run_id: run.id,
    },
    cmd: "",
    constraints: [],
    metadata: {
      gpu_type: run.hosting?.hardware ?? "unknown",
      gpu_count: run.hosting?.hardware_count ?? null,
      model_tag: run.model,
      input_tokens: input_tokens.mean === null ? null : Math.round(input_tokens.mean),
      output_tokens: output_tokens.mean === null ? null : Math.round(output_tokens.mean),
    },
  };
}
