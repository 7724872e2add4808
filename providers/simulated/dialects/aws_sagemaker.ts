import { hasAwsCredential } from "./authorization.ts";
import { awsErrorHeaders } from "./aws_error.ts";
import type { Dialect, EventPart } from "./dialect.ts";
import { AWS_EVENT_STREAM, awsMessage } from "./event_framing.ts";
import { readTgiCall, tgiParts, tgiWhole } from "./huggingface_tgi.ts";
import { postToModel } from "./match_post.ts";
import { readJsonObject, readModel } from "./read_call.ts";

const PATH = /^\/endpoints\/([^/]+)\/(invocations|invocations-response-stream)$/;

/** Some bytes of what the container streams. */
function payloadPart(bytes: string): string {
  return awsMessage({
    ":event-type": "PayloadPart",
    ":content-type": "application/octet-stream",
    ":message-type": "event",
  }, bytes);
}

/**
 * A part of the container's stream as the service passes it on. The service knows nothing of the
 * container's events: every other one is cut in two, so that nobody may rely on whole ones.
 */
function passOn({ sort, bytes }: EventPart, cut: boolean): EventPart {
  if (typeof bytes === "function") return { sort, bytes: () => payloadPart(bytes()) };
  if (!cut) return { sort, bytes: payloadPart(bytes) };
  const middle = bytes.length >> 1;
  return { sort, bytes: payloadPart(bytes.slice(0, middle)) + payloadPart(bytes.slice(middle)) };
}

/** Amazon SageMaker: a TGI container behind the service's binary stream. */
export const awsSageMaker: Dialect = {
  id: "aws-sagemaker",
  description: "Amazon SageMaker at /endpoints/{model}/invocations-response-stream, TGI inside",
  framing: {
    ...AWS_EVENT_STREAM,
    event: (payload) => payloadPart(`data:${payload}\n\n`),
    comment: payloadPart(":keep-alive\n\n"),
  },

  match: postToModel(PATH, "invocations-response-stream"),

  isAuthorized: hasAwsCredential,

  readCall: (request, route, models) =>
    readTgiCall(
      readJsonObject(request.body),
      readModel(route.model, models),
      route.stream === true,
    ),

  stream(facts) {
    const { texts, closing } = tgiParts(facts);
    return {
      opening: [],
      texts: texts.map((part, index) => [passOn(part, index % 2 === 1)]),
      closing: closing.map((part) => passOn(part, false)),
    };
  },

  whole: (facts) => [tgiWhole(facts)],
  errorBody: (_status, message) => ({ message }),
  errorHeaders: awsErrorHeaders,
  errorEvent: (message) =>
    awsMessage({
      ":exception-type": "ModelStreamError",
      ":content-type": "application/json",
      ":message-type": "exception",
    }, JSON.stringify({ Message: message, ErrorCode: "ModelInvocationTimeExceeded" })),
  odd: {
    nullText: payloadPart(
      `data:{"index":0,"token":{"id":0,"text":null,"logprob":null,"special":false},` +
        `"generated_text":null,"details":null}\n\n`,
    ),
  },
};
