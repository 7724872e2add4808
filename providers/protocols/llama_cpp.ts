import { bearer } from "./authorization.ts";
import { contentOf, jsonBody, jsonEvents } from "./json_events.ts";
import { postsJson } from "./json_request.ts";
import type { EventContent, GenerationRequest, Json, Protocol, Usage } from "./protocol.ts";
import { readCount, usageOf } from "./read_count.ts";
import { withSamplingParams } from "./request_body.ts";
import { limitField, promptFields } from "./request_fields.ts";
import { isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * llama.cpp's own `/completion`: a piece of text an event, the last with `stop: true`, counts and
 * timings.
 *
 * Reference: https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
 */
export const llamaCpp: Protocol = {
  id: "llama-cpp",
  aliases: [],
  description: "llama.cpp server's own /completion",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  buildRequest: postsJson(["/completion"], "event-stream", bearer, buildBody),
  createReader: () => jsonEvents(readAnswer),
  readBody: (body) => jsonBody(body, "content", readAnswer),
};

function buildBody(request: GenerationRequest): Record<string, Json> {
  return withSamplingParams(
    { ...promptFields(request), ...limitField("n_predict", request.maxTokens) },
    request.samplingParams,
    // `response_fields` could take away the fields that are read here.
    { owned: ["model", "prompt", "stream", "n_cmpl", "response_fields"] },
  );
}

/** A piece of a stream, or a whole answer: they have the same shape. */
function readAnswer(answer: UnknownRecord): EventContent {
  const done = answer.stop === true;
  return contentOf({
    text: answer.content,
    // Counts of unfinished answers change with every event.
    usage: done ? readUsage(answer) : null,
    finishReason: done ? stopType(answer) : null,
    end: done,
  });
}

/** Versions before 2025 have a flag for each way to stop instead of `stop_type`. */
function stopType(answer: UnknownRecord): unknown {
  if (typeof answer.stop_type === "string") {
    return answer.stop_type === "none" ? null : answer.stop_type;
  }
  return ["limit", "eos", "word"].find((type) => answer[`stopped_${type}`] === true);
}

/**
 * `tokens_evaluated` is the whole prompt. What of it was cached stands in the timings: despite its
 * name `tokens_cached` counts everything the slot now holds, the answer included.
 */
function readUsage(answer: UnknownRecord): Usage | null {
  const timings = isRecord(answer.timings) ? answer.timings : {};
  const input = readCount(answer.tokens_evaluated);
  const processed = readCount(timings.prompt_n);
  return usageOf({
    input,
    output: answer.tokens_predicted,
    cached: readCount(timings.cache_n) ??
      (input === null || processed === null ? null : input - processed),
  });
}
