import { bearer } from "./authorization.ts";
import { chatBody, type ChatLimitField } from "./chat_body.ts";
import { postsJson } from "./json_request.ts";
import type { Protocol } from "./protocol.ts";
import { createChatReader, readChatBody } from "./read_chat_answer.ts";

/**
 * OpenAI's chat completions, the format nearly every provider and engine speaks.
 *
 * Reference: https://platform.openai.com/docs/api-reference/chat, and for the fields other engines
 * add (`reasoning_content`, `reasoning`, `reasoning_details`) the documentation of vLLM, DeepSeek
 * and OpenRouter.
 */
export const openaiChat: Protocol = {
  id: "openai-chat",
  aliases: ["openai", "litellm"],
  description: "OpenAI chat completions: OpenAI, vLLM, Together, Groq, most others",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  buildRequest: postsJson(
    ["/chat/completions"],
    "event-stream",
    bearer,
    (request, baseUrl) => chatBody(request, limitFieldFor(baseUrl), true),
  ),
  createReader: createChatReader,
  readBody: readChatBody,
};

/**
 * OpenAI's own reasoning models refuse `max_tokens` ("Use 'max_completion_tokens' instead") and all
 * its chat models take the new name; many other servers know the old one only.
 */
function limitFieldFor(baseUrl: URL): ChatLimitField {
  const host = baseUrl.hostname;
  const isOpenai = host === "api.openai.com" || host.endsWith(".api.openai.com") ||
    host.endsWith(".openai.azure.com");
  return isOpenai ? "max_completion_tokens" : "max_tokens";
}
