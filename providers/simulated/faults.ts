import {
  bodyEnd,
  bodyPiece,
  errorBody,
  type Framing,
  jsonResponse,
  responseHead,
  wholeResponse,
} from "./http_response.ts";
import { type ResponseScript, type ScriptStep, stepBytes } from "./script.ts";

/** What a fault may look at beside the script it changes. */
export interface FaultContext {
  framing: Framing;
  keepAlive: boolean;
  /** What 429 answers say in `Retry-After`, s. */
  retryAfterS: number;
  /** How long stalls last, ms; null: for ever. */
  stallMs: number | null;
}

/** A way to misbehave: the response as it should be, in; the response as it will be, out. */
export interface Fault {
  /** One line for people. */
  description: string;
  /** It means something for streamed answers only: others are left as they are. */
  streamOnly?: true;
  apply(script: ResponseScript, context: FaultContext): ResponseScript;
}

/** Index of the first step that carries generated text; the number of steps when none does. */
function firstText(script: ResponseScript): number {
  const index = script.steps.findIndex(isText);
  return index < 0 ? script.steps.length : index;
}

/** Index of the text step in the middle of the answer. */
function middleText(script: ResponseScript): number {
  const texts = script.steps.flatMap((step, index) => isText(step) ? [index] : []);
  return texts[texts.length >> 1] ?? script.steps.length;
}

function isText(step: ScriptStep): boolean {
  return step.event?.sort === "content" || step.event?.sort === "reasoning";
}

/** Ends the script before step `index`, at that step's time. */
function endBefore(
  script: ResponseScript,
  index: number,
  ending: ResponseScript["ending"],
): ResponseScript {
  return {
    status: index === 0 ? null : script.status,
    steps: script.steps.slice(0, index),
    ending,
    endAtMs: script.steps[index]?.atMs ?? script.endAtMs,
  };
}

/** Holds the script before step `index`: for ever, or for `stallMs`. */
function stallBefore(script: ResponseScript, index: number, context: FaultContext): ResponseScript {
  const { stallMs } = context;
  if (stallMs === null) return endBefore(script, index, "hang");
  return {
    ...script,
    steps: script.steps.map((step, at) =>
      at < index ? step : { ...step, atMs: step.atMs + stallMs }
    ),
    endAtMs: script.endAtMs + stallMs,
  };
}

/** Puts a piece of body before step `index`. */
function insert(
  script: ResponseScript,
  index: number,
  sort: "error" | "noise",
  bytes: string,
): ResponseScript {
  const atMs = script.steps[index]?.atMs ?? script.endAtMs;
  const step: ScriptStep = { atMs, bytes, event: { sort, tokens: 0 } };
  return { ...script, steps: script.steps.toSpliced(index, 0, step) };
}

/** Leaves out the events of the given sorts; the first step left over opens a write of its own. */
function without(script: ResponseScript, sorts: readonly string[]): ResponseScript {
  const steps = script.steps.filter((step) => !sorts.includes(step.event?.sort ?? ""));
  return { ...script, steps };
}

function httpError(
  status: number,
  message: string,
  type: string,
  headers: (context: FaultContext) => Record<string, string> = () => ({}),
): Fault {
  return {
    description: `answers ${status} with a JSON error`,
    apply: (_script, context) =>
      jsonResponse(status, errorBody(message, type, null), {
        headers: headers(context),
        keepAlive: context.keepAlive,
      }),
  };
}

/** Every fault by name. Adding one is adding an entry. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  http_400: httpError(400, "the request was not understood", "invalid_request_error"),
  http_401: httpError(401, "incorrect API key provided", "invalid_request_error"),
  http_403: httpError(403, "this key may not use this model", "permission_error"),
  http_404: httpError(404, "there is no such model", "invalid_request_error"),
  http_429: httpError(
    429,
    "rate limit reached",
    "rate_limit_error",
    ({ retryAfterS }) => ({ "Retry-After": String(retryAfterS) }),
  ),
  http_500: httpError(500, "the server had an error", "server_error"),
  http_503: httpError(503, "the engine is currently overloaded", "server_error"),
  http_529: httpError(529, "overloaded", "overloaded_error"),
  html_error_page: {
    description: "answers 502 with an HTML page, as a proxy in front of a dead server does",
    apply: (_script, { keepAlive }) =>
      wholeResponse(
        502,
        "text/html",
        "<html><head><title>502 Bad Gateway</title></head>\r\n" +
          "<body><h1>502 Bad Gateway</h1></body></html>\r\n",
        { keepAlive },
      ),
  },
  garbage: {
    description: "answers with bytes that are not HTTP, then closes",
    apply: () => ({
      status: null,
      steps: [{ atMs: 0, bytes: "\x00\xffthis is not HTTP\r\n\r\n", event: null }],
      ending: "close",
      endAtMs: 0,
    }),
  },
  refuse: {
    description: "closes the connection instead of answering",
    apply: () => ({ status: null, steps: [], ending: "close", endAtMs: 0 }),
  },
  silence: {
    description: "takes the request and never answers",
    apply: () => ({ status: null, steps: [], ending: "hang", endAtMs: 0 }),
  },
  stall_before_headers: {
    description: "stalls before the first byte of the answer",
    apply: (script, context) => stallBefore(script, 0, context),
  },
  stall_before_first_token: {
    description: "stalls after the head and the role-only event",
    apply: (script, context) => stallBefore(script, firstText(script), context),
  },
  stall_mid_stream: {
    description: "stalls in the middle of the answer",
    apply: (script, context) => stallBefore(script, middleText(script), context),
  },
  reset_before_headers: {
    description: "resets the connection before the first byte of the answer",
    apply: (script) => endBefore(script, 0, "reset"),
  },
  reset_mid_stream: {
    description: "resets the connection in the middle of the answer",
    apply: (script) => endBefore(script, middleText(script), "reset"),
  },
  cut_mid_event: {
    description: "closes the connection in the middle of an event",
    apply: (script) => {
      const index = middleText(script);
      const cut = script.steps[index];
      if (cut === undefined) return endBefore(script, index, "close");
      const bytes = () => {
        const whole = stepBytes(cut);
        return whole.slice(0, whole.length >> 1);
      };
      const half: ScriptStep = { ...cut, bytes, event: null };
      return {
        ...script,
        steps: [...script.steps.slice(0, index), half],
        ending: "close",
        endAtMs: cut.atMs,
      };
    },
  },
  missing_end_mark: {
    description: "ends the answer properly but without the end mark",
    streamOnly: true,
    apply: (script) => without(script, ["done"]),
  },
  missing_finish: {
    description: "ends the answer with neither finish reason nor usage nor end mark",
    streamOnly: true,
    apply: (script) => without(script, ["finish", "usage", "done"]),
  },
  empty_body: {
    description: "answers 200 with no body",
    apply: (script, { framing, keepAlive }) => {
      const head = responseHead(200, {
        "Content-Type": "text/event-stream; charset=utf-8",
        ...(framing === "chunked" ? { "Transfer-Encoding": "chunked" } : {}),
        "Connection": keepAlive ? "keep-alive" : "close",
      });
      const atMs = script.steps[0]?.atMs ?? 0;
      return {
        status: 200,
        steps: [{ atMs, bytes: head + bodyEnd(framing), event: null }],
        ending: keepAlive ? "keep-alive" : "close",
        endAtMs: atMs,
      };
    },
  },
  only_role: {
    description: "streams an answer without any text",
    streamOnly: true,
    apply: (script) => without(script, ["reasoning", "content"]),
  },
  error_event: {
    description: "puts an error into the middle of the stream, then ends it",
    streamOnly: true,
    apply: (script, { framing }) => {
      const index = middleText(script);
      const error = JSON.stringify(errorBody("the engine died", "server_error", null));
      const cut = endBefore(script, index, script.ending);
      const told = insert(
        cut,
        index,
        "error",
        bodyPiece(framing, `data: ${error}\n\n`) + bodyEnd(framing),
      );
      return { ...told, status: script.status };
    },
  },
  invalid_json_event: {
    description: "puts an event that is not valid JSON into the middle of the stream",
    streamOnly: true,
    apply: (script, { framing }) =>
      insert(
        script,
        middleText(script),
        "noise",
        bodyPiece(framing, `data: {"choices":[{"delta":{"content":" brok\n\n`),
      ),
  },
};
