import { type Answer, bodyBytes } from "../answer.ts";
import type { EventSort, ScriptStep } from "../script.ts";
import { soundAnswer, unstreamedAnswer } from "../streamed_answer.ts";
import type { Fault } from "./fault.ts";
import { withMarkedText } from "./marked_text.ts";
import { firstText, isText, middleText } from "./script_changes.ts";

/** Keeps some parts of the body; null when these are all, or none. */
function keep(answer: Answer, wanted: (sort: EventSort) => boolean): Answer | null {
  const body: ScriptStep[] = [];
  let openerLeftOut = false;
  for (const step of answer.body) {
    if (step.event === null || wanted(step.event.sort)) {
      // What is left of a write opens it.
      body.push(openerLeftOut ? { ...step, withPrevious: false } : step);
      openerLeftOut = false;
    } else if (!step.withPrevious) openerLeftOut = true;
  }
  return body.length === answer.body.length || body.length === 0 ? null : { ...answer, body };
}

/** Leaves out the events of the given sorts; null when there is none. */
function without(answer: Answer, sorts: readonly EventSort[]): Answer | null {
  return keep(answer, (sort) => !sorts.includes(sort));
}

/** Puts an event before the write with the text in the middle. */
function insertMiddle(answer: Answer, sort: EventSort, bytes: string): Answer {
  let index = middleText(answer.body);
  while (answer.body[index]?.withPrevious) index--;
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

/** Repeats the last event of a sort, right after it; null when there is none. */
function repeat(answer: Answer, sort: EventSort): Answer | null {
  const index = answer.body.findLastIndex(({ event }) => event?.sort === sort);
  const step = answer.body[index];
  if (step === undefined) return null;
  return { ...answer, body: answer.body.toSpliced(index + 1, 0, { ...step, withPrevious: true }) };
}

/** Puts an event that says nothing between the head and the first text. */
function insertFirst(answer: Answer, bytes: string | undefined): Answer | null {
  if (bytes === undefined) return null;
  const step: ScriptStep = {
    atMs: answer.headAtMs,
    withPrevious: true,
    bytes,
    event: { sort: "noise", tokens: 0 },
  };
  return { ...answer, body: answer.body.toSpliced(firstText(answer.body), 0, step) };
}

/** Changes the bytes of every part of the body. */
function mapBytes(answer: Answer, change: (bytes: string) => string): Answer {
  return {
    ...answer,
    body: answer.body.map(({ bytes, ...step }) => ({
      ...step,
      bytes: typeof bytes === "string" ? change(bytes) : () => change(bytes()),
    })),
  };
}

function lineEnds(end: "\r" | "\r\n", name: string): Fault {
  return {
    description: `ends the lines of the stream in ${name}`,
    streamOnly: true,
    answer: (answer, { dialect }) =>
      dialect.framing.otherLineEnds.includes(end)
        ? mapBytes(answer, (bytes) => bytes.replaceAll("\n", end))
        : null,
  };
}

/** 10 MB of text, in words of one token. */
const HUGE_WORD = " the";
const HUGE_TOKENS = 2_621_440;

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
  end_mark_twice: {
    description: "sends the end mark twice",
    streamOnly: true,
    answer: (answer) => repeat(answer, "done"),
  },
  events_after_end: {
    description: "sends another text event after the end of the answer",
    streamOnly: true,
    answer(answer) {
      const text = answer.body.find(isText);
      if (text === undefined) return null;
      const again: ScriptStep = {
        atMs: answer.endAtMs,
        withPrevious: true,
        bytes: text.bytes,
        event: { sort: "noise", tokens: 0 },
      };
      return { ...answer, body: [...answer.body, again] };
    },
  },
  only_usage: {
    description: "streams nothing but usage and end mark",
    streamOnly: true,
    answer: (answer) => keep(answer, (sort) => sort === "usage" || sort === "done"),
  },
  only_comments: {
    description: "streams nothing but comments that keep the connection alive",
    streamOnly: true,
    answer(answer, { dialect: { framing } }) {
      const { comment } = framing;
      if (comment === null) return null;
      const body = answer.body.filter(isText).map(({ atMs }): ScriptStep => ({
        atMs,
        bytes: comment,
        event: { sort: "noise", tokens: 0 },
      }));
      return { ...answer, body };
    },
  },
  empty_choices: {
    description: "sends an event with no choices before the first text",
    streamOnly: true,
    answer: (answer, { dialect }) => insertFirst(answer, dialect.odd.emptyChoices),
  },
  null_content: {
    description: "sends an event whose text is null before the first text",
    streamOnly: true,
    answer: (answer, { dialect }) => insertFirst(answer, dialect.odd.nullText),
  },
  duplicate_usage: {
    description: "sends the usage twice",
    streamOnly: true,
    answer: (answer) => repeat(answer, "usage"),
  },
  wrong_usage: {
    description: "reports ten times the tokens it sent",
    facts: (facts) => ({
      ...facts,
      usage() {
        const usage = facts.usage();
        return { ...usage, outputTokens: 10 * usage.outputTokens };
      },
    }),
    answer(answer, { dialect, facts, carriage }) {
      const sound = soundAnswer(dialect, facts, carriage);
      return bodyBytes(sound) === bodyBytes(answer) ? null : answer;
    },
  },
  not_streamed: {
    description: "answers in one piece although a stream was asked for",
    streamOnly: true,
    answer: (_answer, { dialect, facts, carriage }) => unstreamedAnswer(dialect, facts, carriage),
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
  invalid_utf8: {
    description: "puts a byte that is no UTF-8 into the text in the middle",
    facts: (facts) => withMarkedText(facts, "\xff"),
    answer: (answer) => bodyBytes(answer).includes("\xff") ? answer : null,
  },
  huge_event: {
    description: "makes the last event one of 10 MB",
    streamOnly: true,
    facts(facts) {
      const { plan } = facts;
      const last = plan.events.at(-1);
      if (last === undefined) return null;
      const huge = { ...last, text: HUGE_WORD.repeat(HUGE_TOKENS), tokens: HUGE_TOKENS };
      return { ...facts, plan: { ...plan, events: plan.events.with(-1, huge) } };
    },
  },
  bom: {
    description: "begins the stream with a byte order mark",
    streamOnly: true,
    answer(answer, { dialect }) {
      const first = answer.body[0];
      if (first === undefined || dialect.framing.otherLineEnds.length === 0) return null;
      const mark: ScriptStep = { ...first, bytes: "\xef\xbb\xbf", event: null };
      const rest = { ...first, withPrevious: true };
      return { ...answer, body: [mark, rest, ...answer.body.slice(1)] };
    },
  },
  cr_lines: lineEnds("\r", "CR"),
  crlf_lines: lineEnds("\r\n", "CRLF"),
};
