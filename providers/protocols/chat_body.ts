import type { GenerationRequest, Json } from "./protocol.ts";
import { withSamplingParams } from "./request_body.ts";
import { chatFields, limitField } from "./request_fields.ts";

/** Names of the output limit in chat completions: the one most know, and OpenAI's newer one. */
export type ChatLimitField = "max_tokens" | "max_completion_tokens";

/**
 * The body of a chat completions request. A limit given among the sampling parameters replaces ours
 * under either name, since OpenAI refuses a body with both.
 *
 * @param streamUsage ask for a usage event at the end of a stream (`stream_options`)
 * @throws {TypeError} when a sampling parameter would replace a field the workload owns
 */
export function chatBody(
  request: GenerationRequest,
  limitName: ChatLimitField,
  streamUsage: boolean,
): Record<string, Json> {
  const { maxTokens, stream, samplingParams } = request;
  const limitGiven = Object.hasOwn(samplingParams, "max_tokens") ||
    Object.hasOwn(samplingParams, "max_completion_tokens");
  return withSamplingParams(
    {
      ...chatFields(request),
      ...(stream && streamUsage ? { stream_options: { include_usage: true } } : {}),
      ...(limitGiven ? {} : limitField(limitName, maxTokens)),
    },
    samplingParams,
    { owned: ["model", "messages", "stream", "n"] },
  );
}
