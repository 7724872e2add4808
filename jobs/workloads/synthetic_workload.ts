import type { Json } from "../../providers/protocols/protocol.ts";
import { exactBlock, exactPrompt, type Side } from "./exact_prompt.ts";
import { type LengthDistribution, lengthsOf } from "./lengths.ts";
import { randomStream } from "./random.ts";
import { textOf } from "./texts.ts";
import { tokenizer } from "./tokenizer.ts";
import { checkIndex, checkSeed, singleTurn, type Workload } from "./workload.ts";
import type { DefinitionOf } from "./workload_schema.ts";

/** Lengths that the `from-file` distributions of a workload draw from; null where it has none. */
export interface LengthValues {
  input: Uint32Array | null;
  output: Uint32Array | null;
}

/** What the makers of workloads share. */
export interface Identity {
  id: string;
  /** What the description starts with. */
  description: Record<string, Json>;
}

/**
 * Prompts made up to lengths drawn from distributions.
 *
 * - `cold`: each prompt starts with a nonce, so that no prefix cache serves it.
 * - `shared-prefix`: a share of the requests start with the same `prefix_tokens` tokens, byte for
 *   byte, and go on with a nonce of their own. All others have as many tokens, none of them shared.
 * - `warm`: a few prompts over and over. All of them have been sent once when `warmupRequests` have.
 */
export function createSyntheticWorkload(
  definition: DefinitionOf<"synthetic">,
  { id, description }: Identity,
  values: LengthValues,
  seed: number,
  side: Side,
): Workload {
  checkSeed(seed);
  const { text, cache } = definition;
  const drawInput = lengthsOf(definition.input, values.input ?? []);
  const drawOutput = lengthsOf(definition.output, values.output ?? []);
  const label = definition.id;
  let prefix: string | null = null;

  const lengthsAt = (number: number) => {
    const random = randomStream(seed, number, `${label} lengths`);
    const inputTokens = drawInput(random);
    return { inputTokens, maxTokens: drawOutput(random) };
  };
  const promptOf = (number: number, tokens: number, maxTokens: number) =>
    exactPrompt({ text, tokens, maxTokens, seed, number, label, side });

  return {
    id,
    description: {
      ...description,
      input: lengthsJson(definition.input),
      output: lengthsJson(definition.output),
      cache_policy: cache.policy,
      ...cache.policy === "shared-prefix"
        ? { prefix_tokens: cache.prefix_tokens, prefix_fraction: cache.fraction }
        : {},
      ...cache.policy === "warm" ? { distinct_prompts: cache.distinct_prompts } : {},
      tokenizer: tokenizer.id,
      text: textOf(text).source.id,
    },
    samplingParams: definition.sampling_params,
    size: null,
    dueMs: null,
    warmupRequests: cache.policy === "warm" ? cache.distinct_prompts : 0,
    suggestedLoad: definition.suggested_load === null ? null : {
      requestRatePerS: definition.suggested_load.request_rate_per_s,
      requests: definition.suggested_load.requests,
    },
    notes: sourcesLoad(definition.suggested_load),
    request(index) {
      checkIndex(index);
      const number = cache.policy === "warm" ? index % cache.distinct_prompts : index;
      const { inputTokens, maxTokens } = lengthsAt(number);
      if (cache.policy !== "shared-prefix") {
        return singleTurn(index, promptOf(number, inputTokens, maxTokens), inputTokens, maxTokens);
      }
      const total = cache.prefix_tokens + inputTokens;
      const shares = randomStream(seed, number, `${label} sharing`).uniform() < cache.fraction;
      if (!shares) return singleTurn(index, promptOf(number, total, maxTokens), total, maxTokens);
      prefix ??= exactBlock({
        text,
        tokens: cache.prefix_tokens,
        seed,
        number: 0,
        label: `${label} prefix`,
        side,
      });
      const prompt = prefix + promptOf(number, inputTokens, maxTokens);
      return singleTurn(index, prompt, total, maxTokens);
    },
  };
}

/** Its numbers are the source's own only at the source's load, which nobody is made to pay for. */
function sourcesLoad(load: DefinitionOf<"synthetic">["suggested_load"]): string[] {
  if (load === null) return [];
  const { request_rate_per_s: rate, requests } = load;
  return [
    `its source sends ${requests} requests at ${rate} a second: --request-rate ${rate} ` +
    `--max-num-completed-requests ${requests} does the same`,
  ];
}

/** A file is named without its folders: where it lay is nobody's business. */
function lengthsJson(lengths: LengthDistribution): Record<string, Json> {
  if (lengths.distribution === "from-file") {
    return { ...lengths, file: lengths.file.replace(/^.*[\\/]/, "") };
  }
  return Object.fromEntries(
    Object.entries(lengths).filter(([, value]) => value !== undefined),
  ) as Record<string, Json>;
}
