import { bearer } from "./authorization.ts";
import { endpointUrl } from "./endpoint_url.ts";
import { contentOf, jsonBody } from "./json_events.ts";
import { jsonRequest } from "./json_request.ts";
import { modelPath } from "./model_path.ts";
import { promptText, systemText } from "./prompt_text.ts";
import type { EventContent, GenerationRequest, Json, Protocol, StreamEvent } from "./protocol.ts";
import { usageOf } from "./read_count.ts";
import { describeError } from "./read_error.ts";
import { withSamplingParams } from "./request_body.ts";
import { limitField } from "./request_fields.ts";
import { excerpt, isRecord, parseJsonObject, type UnknownRecord } from "./untrusted_json.ts";

const CANNOT_STREAM =
  "Replicate streams from a second URL that the first answer names: one request has no stream";

/**
 * Replicate's predictions. The request waits (`Prefer: wait`, a minute at most) until the prediction
 * is done, and the text comes in one piece. The events of a stream are read all the same, for
 * gateways that follow the second URL by themselves: `output` events are plain text.
 *
 * Reference: https://replicate.com/docs/reference/http#models.predictions.create and
 * https://replicate.com/docs/topics/predictions/streaming
 */
export const replicate: Protocol = {
  id: "replicate",
  aliases: [],
  description: "Replicate predictions, waited for: no stream, so no time to first token",
  credential: "key",
  framing: "event-stream",
  cannotStream: CANNOT_STREAM,
  hasEndMark: true,
  buildRequest(baseUrl, request, credential) {
    return jsonRequest(
      predictionsUrl(baseUrl, request.model),
      "json",
      { prefer: "wait", ...bearer(credential) },
      buildBody(request),
    );
  },
  createReader: () => readEvent,
  readBody: (body) => jsonBody(body, "status", readPrediction),
};

/** A community model is named with its version, `owner/name:version`, and run by that. */
function versionOf(model: string): string | null {
  return /:([0-9a-f]+)$/.exec(model)?.[1] ?? null;
}

function predictionsUrl(baseUrl: URL, model: string): URL {
  const steps = versionOf(model) === null
    ? ["/v1", "/models", `/${modelPath(model)}`, "/predictions"]
    : ["/v1", "/predictions"];
  return endpointUrl(baseUrl, steps);
}

function buildBody(request: GenerationRequest): Record<string, Json> {
  const { model, messages, maxTokens, samplingParams } = request;
  const version = versionOf(model);
  const system = systemText(messages);
  return withSamplingParams(
    {
      ...(version === null ? {} : { version }),
      input: {
        prompt: promptText(messages.filter(({ role }) => role !== "system")),
        ...(system === null ? {} : { system_prompt: system }),
        ...limitField("max_tokens", maxTokens),
      },
    },
    samplingParams,
    {
      owned: ["model", "version", "prompt", "system_prompt", "stream", "webhook"],
      nest: { field: "input", besides: [] },
    },
  );
}

/** `logs` and whatever may come in the future carry nothing. */
function readEvent({ name, data }: StreamEvent): EventContent {
  switch (name) {
    case "output":
      return contentOf({ text: data });
    case "error":
      return { error: saidIn(data, "detail") ?? (excerpt(data) || "an error without a message") };
    case "done": {
      const reason = saidIn(data, "reason");
      return reason === null ? { end: true } : { error: `the prediction ended: ${reason}` };
    }
    default:
      return {};
  }
}

/** What a field of an event's object says, as one bounded line; null when nothing is said there. */
function saidIn(data: string, field: string): string | null {
  const { [field]: said } = parseJsonObject(data, "event data");
  return typeof said === "string" && said.trim() !== "" ? excerpt(said) : null;
}

function readPrediction(prediction: UnknownRecord): EventContent {
  const metrics = isRecord(prediction.metrics) ? prediction.metrics : {};
  return contentOf({
    text: outputText(prediction.output),
    usage: usageOf({ input: metrics.input_token_count, output: metrics.output_token_count }),
    finishReason: prediction.status,
    error: errorOf(prediction),
  });
}

/** Language models give their text as a list of pieces, some as one string. */
function outputText(output: unknown): string {
  if (typeof output === "string") return output;
  if (!Array.isArray(output)) return "";
  return output.filter((piece) => typeof piece === "string").join("");
}

function errorOf({ status, error, title, detail }: UnknownRecord): string | null {
  // What is not a prediction says what is wrong in these, and its status is a number.
  if (typeof status === "number") return describeError(detail ?? title);
  if (status === "succeeded" || typeof status !== "string") return null;
  if (status === "starting" || status === "processing") {
    return "the prediction was not done when the wait was over";
  }
  if (error !== null && error !== undefined) return describeError(error);
  return `the prediction ended with status ${excerpt(status)}`;
}
