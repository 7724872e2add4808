import { anthropicMessages } from "./anthropic_messages.ts";
import { googleGemini } from "./google_gemini.ts";
import { ollama } from "./ollama.ts";
import { openaiChat } from "./openai_chat.ts";
import { openaiCompletions } from "./openai_completions.ts";
import type { Protocol } from "./protocol.ts";

/** Every wire format we can measure. Adding one = adding a file and a name here. */
export const protocols: readonly Protocol[] = [
  openaiChat,
  openaiCompletions,
  anthropicMessages,
  googleGemini,
  ollama,
];

/**
 * The protocol with this id or alias, as `--llm-api` and the catalog name it.
 *
 * @throws {RangeError} when there is none; the message lists the names that exist
 */
export function findProtocol(name: string): Protocol {
  const found = protocols.find((each) => each.id === name || each.aliases.includes(name));
  if (found !== undefined) return found;
  const known = protocols.map(({ id, aliases }) => [id, ...aliases].join(" or ")).join(", ");
  throw new RangeError(`unknown protocol "${name}": use ${known}`);
}
