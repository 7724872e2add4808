import type { Fault } from "./fault.ts";
import { cutInside, endBefore, firstText, middleText, stallBefore } from "./script_changes.ts";

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
  reset_mid_stream: {
    description: "resets the connection in the middle of the answer",
    script: (script) => endBefore(script, middleText(script.steps), "reset"),
  },
  cut_mid_event: {
    description: "closes the connection in the middle of an event",
    script: (script) =>
      cutInside(
        script,
        middleText(script.steps),
        (whole) => whole.slice(0, whole.length >> 1),
        "close",
      ),
  },
};
