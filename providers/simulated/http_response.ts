import type { ResponseScript } from "./script.ts";

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  307: "Temporary Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Content Too Large",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  529: "Overloaded",
};

/** How a body without a known length is delimited: HTTP/1.0 clients know no chunks. */
export type Framing = "chunked" | "until-close";

/**
 * JSON in ASCII: characters beyond it are escaped. One character is then one byte, and no cut can
 * fall inside a character unless a fault means it to.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}

/** A status line and header lines, with the empty line that ends them. */
export function responseHead(
  status: number,
  headers: Readonly<Record<string, string>>,
  httpVersion: "1.0" | "1.1" = "1.1",
): string {
  let head = `HTTP/${httpVersion} ${status} ${REASONS[status] ?? "Status"}\r\n`;
  for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`;
  return head + "\r\n";
}

/** One piece of a body of unknown length. */
export function bodyPiece(framing: Framing, bytes: string): string {
  return framing === "chunked" ? `${bytes.length.toString(16)}\r\n${bytes}\r\n` : bytes;
}

/** What ends a body of unknown length. */
export function bodyEnd(framing: Framing): string {
  return framing === "chunked" ? "0\r\n\r\n" : "";
}

/** A whole answer with a known length, as one step due at once. */
export function wholeResponse(
  status: number,
  contentType: string,
  body: string,
  options: { headers?: Readonly<Record<string, string>>; keepAlive: boolean },
): ResponseScript {
  const head = responseHead(status, {
    "Content-Type": contentType,
    "Content-Length": String(body.length),
    "Connection": options.keepAlive ? "keep-alive" : "close",
    ...options.headers,
  });
  return {
    status,
    steps: [{ atMs: 0, bytes: head + body, event: null }],
    ending: options.keepAlive ? "keep-alive" : "close",
    endAtMs: 0,
  };
}

/** A JSON answer. */
export function jsonResponse(
  status: number,
  value: unknown,
  options: { headers?: Readonly<Record<string, string>>; keepAlive: boolean },
): ResponseScript {
  return wholeResponse(status, "application/json", asciiJson(value), options);
}

/** The error object OpenAI's API answers with. */
export function errorBody(message: string, type: string, code: string | null): unknown {
  return { error: { message, type, param: null, code } };
}
