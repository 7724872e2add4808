import { bearer } from "./authorization.ts";
import { chatBody } from "./chat_body.ts";
import { postsJson } from "./json_request.ts";
import type { Protocol } from "./protocol.ts";
import { createChatReader, readChatBody } from "./read_chat_answer.ts";

/**
 * Mistral's chat completions: as OpenAI's, but it refuses fields it does not know
 * (`stream_options`: its last chunk has the usage unasked), and the content of its reasoning models
 * is a list of parts, `thinking` ones among them.
 *
 * Reference: https://docs.mistral.ai/api/
 */
export const mistral: Protocol = {
  id: "mistral",
  aliases: [],
  description: "Mistral's own chat completions",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  buildRequest: postsJson(
    ["/v1", "/chat/completions"],
    "event-stream",
    bearer,
    (request) => chatBody(request, "max_tokens", false),
  ),
  createReader: createChatReader,
  readBody: readChatBody,
};
