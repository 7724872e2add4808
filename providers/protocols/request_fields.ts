import { promptText } from "./prompt_text.ts";
import type { GenerationRequest, Json } from "./protocol.ts";

/** What chats begin with: `model`, `messages` and `stream`. */
export function chatFields({ model, messages, stream }: GenerationRequest) {
  return { model, messages: plainMessages(messages), stream };
}

/** What formats without roles begin with: `model`, `prompt` and `stream`. */
export function promptFields({ model, messages, stream }: GenerationRequest) {
  return { model, prompt: promptText(messages), stream };
}

/** Each message as its role and its text, whatever else a workload's data may say of it. */
export function plainMessages(messages: GenerationRequest["messages"]): Json[] {
  return messages.map(({ role, content }) => ({ role, content }));
}

/** The output limit, tokens, under the name an API has for it; no field where it is null. */
export function limitField(name: string, maxTokens: number | null): Record<string, number> {
  return maxTokens === null ? {} : { [name]: maxTokens };
}
