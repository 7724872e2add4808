import { answerScript } from "../answer.ts";
import type { ResponseScript } from "../script.ts";
import { soundAnswer } from "../streamed_answer.ts";
import { CONNECTION_FAULTS } from "./connection_faults.ts";
import type { Fault, FaultContext } from "./fault.ts";
import { HTTP_FAULTS } from "./http_faults.ts";
import { STATUS_FAULTS } from "./status_faults.ts";
import { STREAM_FAULTS } from "./stream_faults.ts";

/** Every fault by name. Adding one is adding an entry. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  ...STATUS_FAULTS,
  ...CONNECTION_FAULTS,
  ...STREAM_FAULTS,
  ...HTTP_FAULTS,
};

/**
 * What the provider does to a call when it plays a fault. Pure.
 * @returns null when the fault means nothing for this call
 */
export function playFault(name: string, context: FaultContext): ResponseScript | null {
  const fault = FAULTS[name]!;
  const { dialect, carriage } = context;
  if (fault.streamOnly && !context.facts.call.stream) return null;
  const facts = fault.facts ? fault.facts(context.facts, context) : context.facts;
  if (facts === null) return null;
  const sound = soundAnswer(dialect, facts, carriage);
  const answer = fault.answer ? fault.answer(sound, context) : sound;
  if (answer === null) return null;
  const script = answerScript(answer);
  return fault.script ? fault.script(script, context) : script;
}
