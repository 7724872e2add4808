import { type Answer, jsonAnswer, wholeAnswer } from "../answer.ts";
import type { Fault, FaultContext } from "./fault.ts";

/** An answer with an error status, as the dialect words it. */
export function errorAnswer(
  status: number,
  message: string,
  { dialect, carriage }: FaultContext,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return jsonAnswer(status, dialect.errorBody(status, message, null), {
    headers: { ...dialect.errorHeaders?.(status), ...headers },
    keepAlive: carriage.keepAlive,
  });
}

function httpError(status: number, message: string): Fault {
  return {
    description: `answers ${status} with a JSON error`,
    answer: (_answer, context) => errorAnswer(status, message, context),
  };
}

function rateLimit(description: string, retryAfter: (context: FaultContext) => string): Fault {
  return {
    description: `answers 429 with Retry-After ${description}`,
    answer: (_answer, context) =>
      errorAnswer(429, "rate limit reached", context, { "Retry-After": retryAfter(context) }),
  };
}

function redirect(description: string, to: (context: FaultContext) => string): Fault {
  return {
    description,
    answer: (_answer, context) =>
      wholeAnswer(307, "text/plain", () => "", {
        headers: { "Location": to(context) },
        keepAlive: context.carriage.keepAlive,
      }),
  };
}

/** Answers with an error status. */
export const STATUS_FAULTS: Readonly<Record<string, Fault>> = {
  http_400: httpError(400, "the request was not understood"),
  http_401: httpError(401, "incorrect API key provided"),
  http_403: httpError(403, "this key may not use this model"),
  http_404: httpError(404, "there is no such model"),
  http_408: httpError(408, "the request took too long to arrive"),
  http_413: httpError(413, "the prompt is too long"),
  http_422: httpError(422, "a parameter has a value that is not allowed"),
  http_429: rateLimit("in seconds", ({ options }) => String(options.retryAfterS)),
  http_429_date: rateLimit(
    "as a date",
    ({ facts, options }) => new Date((facts.createdS + options.retryAfterS) * 1000).toUTCString(),
  ),
  http_429_absurd: rateLimit("of thousands of years", () => "99999999999"),
  http_429_no_hint: {
    description: "answers 429 without Retry-After",
    answer: (_answer, context) => errorAnswer(429, "rate limit reached", context),
  },
  http_500: httpError(500, "the server had an error"),
  http_502: httpError(502, "the upstream gave no valid answer"),
  http_503: httpError(503, "the engine is currently overloaded"),
  http_529: httpError(529, "overloaded"),
  json_error_200: {
    description: "answers 200 with a JSON error",
    answer: (_answer, { dialect, carriage }) =>
      jsonAnswer(200, dialect.errorBody(500, "the engine died", null), {
        keepAlive: carriage.keepAlive,
      }),
  },
  redirect_same_host: redirect(
    "redirects to another path of its own",
    ({ facts }) => `${facts.origin}/moved`,
  ),
  redirect_other_host: redirect(
    "redirects to another host",
    ({ options }) => `${options.redirectTo}/moved`,
  ),
  html_error_page: {
    description: "answers 502 with an HTML page, as a proxy in front of a dead server does",
    answer: (_answer, { carriage }) =>
      wholeAnswer(
        502,
        "text/html",
        () =>
          "<html><head><title>502 Bad Gateway</title></head>\r\n" +
          "<body><h1>502 Bad Gateway</h1></body></html>\r\n",
        { keepAlive: carriage.keepAlive },
      ),
  },
};
