/** How a model is spread over GPUs; null where neither the engine's arguments nor the run says. */
export interface Parallelism {
  tensor: string | null;
  pipeline: string | null;
}

/** Flags of vLLM, SGLang, TensorRT-LLM, LMDeploy and TGI. */
const TENSOR =
  /(?:^|\s)(?:--tensor-parallel-size|--tp-size|--tp_size|--tp|-tp|--num-shard)[=\s]+(\d+)/;
const PIPELINE = /(?:^|\s)(?:--pipeline-parallel-size|--pp-size|--pp_size|--pp|-pp)[=\s]+(\d+)/;

/** Reads tensor and pipeline parallelism from `--metadata tp=4 pp=1`, else from engine arguments. */
export function parallelism(
  engineArgs: string | null,
  metadata: Record<string, unknown>,
): Parallelism {
  const stated = (...names: string[]) => {
    const value = names.map((name) => metadata[name]).find((one) =>
      typeof one === "string" || typeof one === "number"
    );
    return value === undefined ? null : String(value);
  };
  return {
    tensor: stated("tp", "tensor_parallel", "tensor_parallel_size") ??
      TENSOR.exec(engineArgs ?? "")?.[1] ?? null,
    pipeline: stated("pp", "pipeline_parallel", "pipeline_parallel_size") ??
      PIPELINE.exec(engineArgs ?? "")?.[1] ?? null,
  };
}
