import type { ResponseScript, ScriptStep } from "../script.ts";
import type { FaultContext } from "./fault.ts";

/** A reset takes what is still under way with it: the bytes before it are given this long. */
const RESET_AFTER_MS = 2;

/** Whether the step carries generated text. */
export function isText(step: ScriptStep): boolean {
  return step.event?.sort === "content" || step.event?.sort === "reasoning";
}

/** Index of the first step that carries generated text; the number of steps when none does. */
export function firstText(steps: readonly ScriptStep[]): number {
  const index = steps.findIndex(isText);
  return index < 0 ? steps.length : index;
}

/** Index of the text step in the middle of the answer. */
export function middleText(steps: readonly ScriptStep[]): number {
  const texts = steps.flatMap((step, index) => isText(step) ? [index] : []);
  return texts[texts.length >> 1] ?? steps.length;
}

/** Ends the script before step `index`, at that step's time. */
export function endBefore(
  script: ResponseScript,
  index: number,
  ending: ResponseScript["ending"],
): ResponseScript {
  return {
    status: index === 0 ? null : script.status,
    steps: script.steps.slice(0, index),
    ending,
    endAtMs: script.steps[index]?.atMs ?? script.endAtMs,
  };
}

/** Holds the script before step `index`: for ever, or for `stallMs`. */
export function stallBefore(
  script: ResponseScript,
  index: number,
  { options: { stallMs } }: FaultContext,
): ResponseScript {
  if (stallMs === null) return endBefore(script, index, "hang");
  return {
    ...script,
    steps: script.steps.map((step, at) =>
      // The step that waited leaves in a write of its own, not in that before the wait.
      at < index ? step : {
        ...step,
        atMs: step.atMs + stallMs,
        withPrevious: at > index && step.withPrevious === true,
      }
    ),
    endAtMs: script.endAtMs + stallMs,
  };
}

/**
 * Sends a part of step `index`, then ends the connection.
 * @param bytes the part, of the whole
 */
export function cutInside(
  script: ResponseScript,
  index: number,
  bytes: (whole: string) => string,
  ending: ResponseScript["ending"],
): ResponseScript {
  const cut = script.steps[index];
  if (cut === undefined) return endBefore(script, index, ending);
  const whole = cut.bytes;
  const rest: ScriptStep = {
    ...cut,
    bytes: typeof whole === "string" ? bytes(whole) : () => bytes(whole()),
    event: null,
  };
  return {
    ...script,
    steps: [...script.steps.slice(0, index), rest],
    ending,
    endAtMs: ending === "reset" ? cut.atMs + RESET_AFTER_MS : cut.atMs,
  };
}
