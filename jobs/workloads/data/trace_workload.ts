import { exactBlock, exactPrompt, type Side } from "../exact_prompt.ts";
import type { Identity } from "../synthetic_workload.ts";
import { textOf } from "../texts.ts";
import { tokenizer } from "../tokenizer.ts";
import { checkIndex, checkSeed, singleTurn, type Workload } from "../workload.ts";
import type { DefinitionOf } from "../workload_schema.ts";
import type { LoadedTrace } from "./load_trace.ts";

/**
 * Replays a trace: its times, its lengths, and what its prompts had in common. A trace holds no text,
 * so a block's text is made from its name: equal names give equal bytes, other names share no
 * beginning. What has no name is the request's own and starts with a nonce.
 *
 * @param timeScale what the gaps between requests are multiplied by: 0.5 plays it twice as fast
 */
export function createTraceWorkload(
  definition: DefinitionOf<"trace">,
  identity: Identity,
  { rows, skipped }: LoadedTrace,
  seed: number,
  timeScale: number,
  side: Side,
): Workload {
  checkSeed(seed);
  const { text, block_tokens } = definition;
  const startMs = rows[0]!.atMs;
  const dueMs = Float64Array.from(rows, ({ atMs }) => (atMs - startMs) * timeScale);
  const sharing = rows.some(({ hashIds }) => hashIds !== null && hashIds.length > 0);

  const blockOf = (name: number, tokens: number, lap: number): string => {
    const label = `${definition.id} block ${lap}`;
    const block = exactBlock({ text, tokens: block_tokens, seed, number: name, label, side });
    return tokens === block_tokens ? block : block.slice(0, tokenizer.tokenEnds(block)[tokens - 1]);
  };
  return {
    id: identity.id,
    description: {
      ...identity.description,
      requests: rows.length,
      skipped,
      duration_ms: dueMs.at(-1)!,
      time_scale: timeScale,
      cache_policy: sharing ? "as-recorded" : "cold",
      ...sharing ? { block_tokens } : {},
      tokenizer: tokenizer.id,
      text: textOf(text).source.id,
    },
    samplingParams: definition.sampling_params,
    size: rows.length,
    dueMs,
    warmupRequests: 0,
    suggestedLoad: null,
    notes: [],
    request(index) {
      checkIndex(index);
      const lap = Math.floor(index / rows.length);
      const { inputTokens, outputTokens, hashIds } = rows[index % rows.length]!;
      const parts: string[] = [];
      let left = inputTokens;
      for (const name of hashIds ?? []) {
        const tokens = Math.min(left, block_tokens);
        parts.push(blockOf(name, tokens, lap));
        left -= tokens;
      }
      if (left > 0) {
        parts.push(exactPrompt({
          text,
          tokens: left,
          maxTokens: outputTokens,
          seed,
          number: index,
          label: definition.id,
          side,
        }));
      }
      return singleTurn(index, parts.join(""), inputTokens, outputTokens);
    },
  };
}
