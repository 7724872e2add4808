import type { Framing, HttpRequest, Json } from "./protocol.ts";

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
