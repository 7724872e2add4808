import assert from "node:assert/strict";
import type { UnderstoodAnswer } from "../../cli/provider_check_live.ts";
import type { SdkCase } from "./sdk_cases.ts";
import type { Seen } from "./sdk_clients/seen.ts";
import type { SdkAnswer } from "./sdk_process.ts";

/** What the official client shows; fails when it threw. */
export function seenBy(answer: SdkAnswer): Seen {
  if ("error" in answer) assert.fail(`the official client threw ${answer.error}`);
  return answer.seen;
}

/** Holds what our adapter made of some bytes against what the official client made of the same. */
export function assertSame(seen: Seen, ours: UnderstoodAnswer, of: SdkCase): void {
  const { sample } = ours;
  assert.equal(sample.failure, null);
  assert.ok(seen.text !== "" || seen.reasoning !== "", "the client shows text");
  assert.equal(ours.text, seen.text);
  assert.equal(ours.reasoning, seen.reasoning);
  if (of.finishes) {
    assert.ok(seen.finishReason, "the client says why the answer ended");
    assert.equal(sample.finishReason, seen.finishReason);
  }
  if (of.counts) assert.ok(seen.usage?.inputTokens && seen.usage.outputTokens, "it shows counts");
  const { tokens } = sample;
  const counts = {
    inputTokens: tokens.usageInput,
    outputTokens: tokens.usageOutput,
    reasoningTokens: tokens.usageReasoning,
    cachedInputTokens: tokens.usageCachedInput,
  };
  for (const [name, count] of Object.entries(seen.usage ?? {})) {
    // A client need not show everything that came; what it shows is what came.
    if (count !== null) assert.equal(counts[name as keyof typeof counts], count, name);
  }
}
