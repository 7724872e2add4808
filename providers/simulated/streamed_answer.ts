import { type Answer, wholeAnswer } from "./answer.ts";
import type { AnswerFacts, Dialect } from "./dialects/mod.ts";
import { asciiJson } from "./http_response.ts";
import type { EventSort, ScriptStep } from "./script.ts";

/** How an answer is carried. */
export interface Carriage {
  /** When the head and the opening events go out, ms after the request; streaming only. */
  headAtMs: number;
  /** HTTP/1.0 clients know no chunks. */
  delimiter: "chunked" | "until-close";
  keepAlive: boolean;
}

/** What a sound provider answers: a stream where one was asked for, else one piece. */
export function soundAnswer(dialect: Dialect, facts: AnswerFacts, carriage: Carriage): Answer {
  return facts.call.stream
    ? streamedAnswer(dialect, facts, carriage)
    : unstreamedAnswer(dialect, facts, carriage);
}

/**
 * A streamed answer: head and opening events first, each planned event at its time, then what
 * closes the answer in one write right after the last text event.
 */
export function streamedAnswer(dialect: Dialect, facts: AnswerFacts, carriage: Carriage): Answer {
  const { events } = facts.plan;
  const parts = dialect.stream(facts);
  const headAtMs = Math.min(carriage.headAtMs, events[0]?.atMs ?? carriage.headAtMs);
  const body: ScriptStep[] = parts.opening.map(({ sort, bytes }) => ({
    atMs: headAtMs,
    withPrevious: true,
    bytes,
    event: { sort, tokens: 0 },
  }));
  events.forEach(({ atMs, tokens }, index) => {
    parts.texts[index]!.forEach((part, at) => {
      body.push({
        atMs,
        withPrevious: at > 0,
        bytes: part.bytes,
        event: { sort: part.sort, tokens: isText(part.sort) ? tokens : 0 },
      });
    });
  });
  const endAtMs = events.at(-1)?.atMs ?? headAtMs;
  parts.closing.forEach(({ sort, bytes }, at) => {
    body.push({ atMs: endAtMs, withPrevious: at > 0, bytes, event: { sort, tokens: 0 } });
  });
  return {
    status: 200,
    httpVersion: "1.1",
    bodyHeaders: { "Content-Type": dialect.framing.contentType, "Cache-Control": "no-cache" },
    headers: { "x-request-id": facts.requestId },
    headAtMs,
    body,
    delimiter: carriage.delimiter,
    claimedBytes: null,
    trailers: {},
    keepAlive: carriage.keepAlive,
    endAtMs,
  };
}

function isText(sort: EventSort): boolean {
  return sort === "content" || sort === "reasoning";
}

/** An answer in one piece, sent when the last token would have been. */
export function unstreamedAnswer(
  dialect: Dialect,
  facts: AnswerFacts,
  { keepAlive }: Pick<Carriage, "keepAlive">,
): Answer {
  const { call, plan: { events } } = facts;
  const tokens = events.reduce((sum, event) => sum + event.tokens, 0);
  return wholeAnswer(
    dialect.wholeStatus ?? 200,
    "application/json",
    () => asciiJson(dialect.whole(facts)),
    {
      headers: { "x-request-id": facts.requestId },
      keepAlive,
      atMs: call.atOnce ? 0 : events.at(-1)?.atMs ?? 0,
      event: call.atOnce ? null : { sort: "content", tokens },
    },
  );
}
