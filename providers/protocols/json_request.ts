import { endpointUrl } from "./endpoint_url.ts";
import type {
  Credential,
  Framing,
  GenerationRequest,
  HttpRequest,
  Json,
  Protocol,
} from "./protocol.ts";

const ACCEPT: Record<Framing | "json", string> = {
  "event-stream": "text/event-stream",
  "json-lines": "application/x-ndjson",
  "aws-event-stream": "application/vnd.amazon.eventstream",
  json: "application/json",
};

/**
 * A POST with a JSON body.
 * @param answer how the answer is wanted: a framing of events, or one JSON body
 * @param headers what the protocol adds, its authorisation above all; names in lower case
 */
export function jsonRequest(
  url: URL,
  answer: Framing | "json",
  headers: Record<string, string>,
  body: Record<string, Json>,
): HttpRequest {
  return {
    method: "POST",
    url,
    headers: { "content-type": "application/json", accept: ACCEPT[answer], ...headers },
    body: JSON.stringify(body),
  };
}

/**
 * Makes the `buildRequest` of a protocol that is asked by one POST with a JSON body.
 * @param where the steps of the path ({@link endpointUrl}), or what makes the URL where it takes more
 * @param framing how a streamed answer is wanted; one that is not streamed is one JSON body
 * @param headers what the protocol adds, its authorisation above all; names in lower case
 */
export function postsJson(
  where: readonly string[] | ((baseUrl: URL, request: GenerationRequest) => URL),
  framing: Framing,
  headers: (credential: Credential) => Record<string, string>,
  body: (request: GenerationRequest, baseUrl: URL) => Record<string, Json>,
): Protocol["buildRequest"] {
  return (baseUrl, request, credential) =>
    jsonRequest(
      typeof where === "function" ? where(baseUrl, request) : endpointUrl(baseUrl, where),
      request.stream ? framing : "json",
      headers(credential),
      body(request, baseUrl),
    );
}
