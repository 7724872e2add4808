import type { ChatMessage } from "./protocol.ts";

/**
 * The messages as one prompt, for formats that know no roles: their texts, a blank line between.
 * No chat template is applied, as only the engine knows its model's.
 */
export function promptText(messages: readonly ChatMessage[]): string {
  return messages.map(({ content }) => content).join("\n\n");
}

/** The system messages' text, for formats that keep it apart; null when there is none. */
export function systemText(messages: readonly ChatMessage[]): string | null {
  const system = messages.filter(({ role }) => role === "system");
  return system.length === 0 ? null : promptText(system);
}
