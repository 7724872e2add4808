import type { EventReader, StreamEvent, Usage } from "../../providers/protocols/mod.ts";

/** What a stream said in all. */
export interface FoldedAnswer {
  text: string;
  reasoning: string;
  /** Later counts replace earlier ones, field by field. */
  usage: Usage;
  finishReason: string | null;
  error: string | null;
  ended: boolean;
}

/** Reads events with a reader and puts together what they carry, up to the end mark or an error. */
export function foldAnswer(readEvent: EventReader, events: readonly StreamEvent[]): FoldedAnswer {
  const answer: FoldedAnswer = {
    text: "",
    reasoning: "",
    usage: {
      inputTokens: null,
      outputTokens: null,
      reasoningTokens: null,
      cachedInputTokens: null,
    },
    finishReason: null,
    error: null,
    ended: false,
  };
  for (const event of events) {
    const content = readEvent(event);
    answer.text += content.text ?? "";
    answer.reasoning += content.reasoning ?? "";
    for (const field of Object.keys(answer.usage) as (keyof Usage)[]) {
      answer.usage[field] = content.usage?.[field] ?? answer.usage[field];
    }
    answer.finishReason = content.finishReason ?? answer.finishReason;
    answer.error = content.error ?? null;
    answer.ended = content.end ?? false;
    if (answer.ended || answer.error !== null) break;
  }
  return answer;
}
