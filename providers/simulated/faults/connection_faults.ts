import { type ResponseScript, type ScriptStep, stepBytes } from "../script.ts";
import type { Fault } from "./fault.ts";
import { withMarkedText } from "./marked_text.ts";
import {
  cutInside,
  endBefore,
  firstText,
  isText,
  middleText,
  stallBefore,
} from "./script_changes.ts";

/** Answers that do not come, or stop on the way. */
export const CONNECTION_FAULTS: Readonly<Record<string, Fault>> = {
  garbage: {
    description: "answers with bytes that are not HTTP, then closes",
    script: () => ({
      status: null,
      steps: [{ atMs: 0, bytes: "\x00\xffthis is not HTTP\r\n\r\n", event: null }],
      ending: "close",
      endAtMs: 0,
    }),
  },
  refuse: {
    description: "closes the connection instead of answering",
    script: () => ({ status: null, steps: [], ending: "close", endAtMs: 0 }),
  },
  silence: {
    description: "takes the request and never answers",
    script: () => ({ status: null, steps: [], ending: "hang", endAtMs: 0 }),
  },
  stall_before_headers: {
    description: "stalls before the first byte of the answer",
    script: (script, context) => stallBefore(script, 0, context),
  },
  stall_before_first_token: {
    description: "stalls after the head and what opens the answer",
    script: (script, context) => stallBefore(script, firstText(script.steps), context),
  },
  stall_mid_stream: {
    description: "stalls in the middle of the answer",
    script: (script, context) => stallBefore(script, middleText(script.steps), context),
  },
  reset_before_headers: {
    description: "resets the connection before the first byte of the answer",
    script: (script) => endBefore(script, 0, "reset"),
  },
  reset_after_headers: {
    description: "resets the connection after the answer's head",
    script: (script) => cutInside(script, 0, (whole) => whole.slice(0, headBytes(whole)), "reset"),
  },
  reset_before_first_token: {
    description: "resets the connection after what opens the answer",
    streamOnly: true,
    script: (script) => endBefore(script, firstText(script.steps), "reset"),
  },
  reset_mid_stream: {
    description: "resets the connection in the middle of the answer",
    script: (script) => endBefore(script, middleText(script.steps), "reset"),
  },
  reset_mid_event: {
    description: "resets the connection in the middle of an event",
    script: (script) => cutInside(script, middleText(script.steps), firstHalf, "reset"),
  },
  reset_mid_character: {
    description: "resets the connection between the two bytes of a character",
    facts: (facts) => withMarkedText(facts, "\xc3\xa9"),
    script(script) {
      const index = script.steps.findIndex((step) => stepBytes(step).includes("\xc3\xa9"));
      const toFirstByte = (whole: string) => whole.slice(0, whole.indexOf("\xc3\xa9") + 1);
      return index < 0 ? null : cutInside(script, index, toFirstByte, "reset");
    },
  },
  reset_mid_chunk_size: {
    description: "resets the connection inside the line that says how long a chunk is",
    streamOnly: true,
    script: (script, { carriage }) =>
      carriage.delimiter === "chunked"
        ? cutInside(script, middleText(script.steps), (whole) => whole.slice(0, 1), "reset")
        : null,
  },
  cut_mid_event: {
    description: "closes the connection in the middle of an event",
    script: (script) => cutInside(script, middleText(script.steps), firstHalf, "close"),
  },
  close_at_next_request: {
    description: "keeps the connection open and closes it when the next request comes",
    script: (script) =>
      script.ending === "keep-alive" ? { ...script, ending: "close-at-next" } : null,
  },
  split_everywhere: {
    description: "writes each byte by itself (the first 20,000), characters of two bytes too",
    facts: (facts) => withMarkedText(facts, "\xc3\xa9"),
    script: splitEverywhere,
  },
  endless_stream: {
    description: "sends the last text again and again, far beyond max_tokens",
    streamOnly: true,
    script(script, { facts }) {
      const { events } = facts.plan;
      const last = script.steps.findLastIndex(isText);
      if (last < 0) return null;
      const gapMs = (events.at(-1)?.atMs ?? 0) - (events.at(-2)?.atMs ?? 0);
      const { atMs } = script.steps[last]!;
      return {
        ...script,
        steps: script.steps.slice(0, last + 1),
        ending: "repeat",
        endAtMs: atMs + Math.max(1, gapMs),
        repeatMs: Math.max(1, gapMs),
      };
    },
  },
};

/** Bytes of an answer's head, with the empty line. */
function headBytes(bytes: string): number {
  return bytes.indexOf("\r\n\r\n") + 4;
}

function firstHalf(bytes: string): string {
  return bytes.slice(0, bytes.length >> 1);
}

const MAX_SPLIT_BYTES = 20_000;

function splitEverywhere(script: ResponseScript): ResponseScript {
  let left = MAX_SPLIT_BYTES;
  const steps = script.steps.flatMap((step): ScriptStep[] => {
    const bytes = stepBytes(step);
    if (bytes.length === 0 || bytes.length > left) return [step];
    left -= bytes.length;
    const last = bytes.length - 1;
    return [...bytes].map((byte, at) => ({
      atMs: step.atMs,
      bytes: byte,
      // The event is there when its last byte is.
      event: at === last ? step.event : null,
    }));
  });
  return { ...script, steps };
}
