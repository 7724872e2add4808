import { bearer } from "./authorization.ts";
import { endpointUrl } from "./endpoint_url.ts";
import { contentOf, jsonBody, jsonEvents } from "./json_events.ts";
import { postsJson } from "./json_request.ts";
import { modelPath } from "./model_path.ts";
import type { EventContent, GenerationRequest, Json, Protocol } from "./protocol.ts";
import { readChatAnswer } from "./read_chat_answer.ts";
import { withSamplingParams } from "./request_body.ts";
import { limitField, plainMessages } from "./request_fields.ts";
import { isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * Cloudflare Workers AI, `/accounts/ACCOUNT/ai/run/MODEL`. Its older models answer with `response`,
 * its newer ones with the chunks of chat completions.
 *
 * Reference: https://developers.cloudflare.com/workers-ai/get-started/rest-api/
 */
export const cloudflareWorkersAi: Protocol = {
  id: "cloudflare-workers-ai",
  aliases: [],
  description: "Cloudflare Workers AI: /accounts/ACCOUNT/ai/run/MODEL",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  buildRequest: postsJson(runUrl, "event-stream", bearer, buildBody),
  createReader: () => jsonEvents((chunk) => readAnswer(chunk, "delta")),
  readBody: (body) =>
    jsonBody(body, "result", ({ result }) => isRecord(result) ? readAnswer(result, "message") : {}),
};

/** Cloudflare's AI Gateway has the model right after `/workers-ai`. */
function runUrl(baseUrl: URL, { model }: GenerationRequest): URL {
  const last = `/${modelPath(model)}`;
  const atGateway = baseUrl.pathname.replace(/\/+$/, "").endsWith("/workers-ai");
  return endpointUrl(baseUrl, atGateway ? [last] : ["/ai", "/run", last]);
}

function buildBody(request: GenerationRequest): Record<string, Json> {
  const { messages, maxTokens, stream, samplingParams } = request;
  return withSamplingParams(
    {
      messages: plainMessages(messages),
      stream,
      ...limitField("max_tokens", maxTokens),
    },
    samplingParams,
    { owned: ["messages", "prompt", "model", "stream", "n"] },
  );
}

function readAnswer(answer: UnknownRecord, part: "delta" | "message"): EventContent {
  const content = readChatAnswer(answer, part);
  const text = responseText(answer.response);
  return { ...contentOf({ text, finishReason: answer.finish_reason }), ...content };
}

/** A piece that is a number in itself ("7") comes as one; in JSON mode the answer is an object. */
function responseText(response: unknown): string {
  if (typeof response === "string") return response;
  if (response === undefined || response === null) return "";
  return JSON.stringify(response);
}
