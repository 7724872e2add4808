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

function httpError(
  status: number,
  message: string,
  headers: (context: FaultContext) => Record<string, string> = () => ({}),
  description = `answers ${status} with a JSON error`,
): Fault {
  return {
    description,
    answer: (_answer, context) => errorAnswer(status, message, context, headers(context)),
  };
}

/** Answers with an error status. */
export const STATUS_FAULTS: Readonly<Record<string, Fault>> = {
  http_400: httpError(400, "the request was not understood"),
  http_401: httpError(401, "incorrect API key provided"),
  http_403: httpError(403, "this key may not use this model"),
  http_404: httpError(404, "there is no such model"),
  http_429: httpError(
    429,
    "rate limit reached",
    ({ options }) => ({ "Retry-After": String(options.retryAfterS) }),
  ),
  http_500: httpError(500, "the server had an error"),
  http_503: httpError(503, "the engine is currently overloaded"),
  http_529: httpError(529, "overloaded"),
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
