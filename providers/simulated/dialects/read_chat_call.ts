import type { Call, DialectRequest, Route } from "./dialect.ts";
import { readJsonObject, readMaxTokens, readMessages, readModel, readSwitch } from "./read_call.ts";

/**
 * The `readCall` of chats with the usual fields and no others: `model`, `messages`, `max_tokens` and
 * `stream`. They report the usage unasked.
 */
export function readChatCall(
  request: DialectRequest,
  _route: Route,
  models: readonly string[],
): Call {
  const body = readJsonObject(request.body);
  return {
    model: readModel(body["model"], models),
    ...readMessages(body["messages"], "messages", "content"),
    maxTokens: readMaxTokens(body["max_tokens"], "max_tokens"),
    stream: readSwitch(body["stream"], "stream", false),
    includeUsage: true,
  };
}
