import type { Answer } from "../answer.ts";
import type { EventSort, ScriptStep } from "../script.ts";
import type { Fault } from "./fault.ts";
import { middleText } from "./script_changes.ts";

/** Leaves out the events of the given sorts; null when there is none. */
function without(answer: Answer, sorts: readonly EventSort[]): Answer | null {
  const body = answer.body.filter(({ event }) => event === null || !sorts.includes(event.sort));
  return body.length === answer.body.length ? null : { ...answer, body };
}

/** Puts an event before the text in the middle. */
function insertMiddle(answer: Answer, sort: EventSort, bytes: string): Answer {
  const index = middleText(answer.body);
  const atMs = answer.body[index]?.atMs ?? answer.endAtMs;
  const step: ScriptStep = { atMs, bytes, event: { sort, tokens: 0 } };
  return { ...answer, body: answer.body.toSpliced(index, 0, step) };
}

/** Ends the body after step `index`. */
function endAfter(answer: Answer, index: number): Answer {
  return {
    ...answer,
    body: answer.body.slice(0, index + 1),
    endAtMs: answer.body[index]?.atMs ?? answer.headAtMs,
  };
}

/** Streams whose events are not what they should be. */
export const STREAM_FAULTS: Readonly<Record<string, Fault>> = {
  missing_end_mark: {
    description: "ends the answer properly but without the end mark",
    streamOnly: true,
    answer: (answer) => without(answer, ["done"]),
  },
  missing_finish: {
    description: "ends the answer with neither finish reason nor usage nor end mark",
    streamOnly: true,
    answer: (answer) => without(answer, ["finish", "usage", "done"]),
  },
  empty_body: {
    description: "answers 200 with no body",
    answer: (answer) => ({
      ...answer,
      status: 200,
      headAtMs: answer.body[0]?.atMs ?? answer.headAtMs,
      body: [],
      endAtMs: answer.body[0]?.atMs ?? answer.headAtMs,
    }),
  },
  only_role: {
    description: "streams an answer without any text",
    streamOnly: true,
    answer: (answer) => without(answer, ["reasoning", "content"]),
  },
  error_event: {
    description: "puts an error into the middle of the stream, then ends it",
    streamOnly: true,
    answer(answer, { dialect }) {
      const told = insertMiddle(answer, "error", dialect.errorEvent("the engine died"));
      return endAfter(told, told.body.findIndex(({ event }) => event?.sort === "error"));
    },
  },
  invalid_json_event: {
    description: "puts an event that is not valid JSON into the middle of the stream",
    streamOnly: true,
    answer: (answer, { dialect }) =>
      insertMiddle(
        answer,
        "noise",
        dialect.framing.event(`{"choices":[{"delta":{"content":" brok`, null),
      ),
  },
};
