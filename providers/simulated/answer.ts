import { asciiJson, responseHead } from "./http_response.ts";
import { type ResponseScript, type ScriptStep, stepBytes } from "./script.ts";

/**
 * An answer before it is cut for the connection: what faults of an HTTP server change. What happens
 * to the connection itself is the script's.
 */
export interface Answer {
  status: number;
  httpVersion: "1.0" | "1.1";
  /** `Content-Type` and what else is said of the body. */
  bodyHeaders: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  /** When the head of a streamed answer goes out, ms after the request. */
  headAtMs: number;
  /** The body, not framed. */
  body: readonly ScriptStep[];
  /**
   * How the body's end is known: by chunks, by the connection's end, or by a length. An answer with
   * a length is sent in one piece unless its length is a lie.
   */
  delimiter: "chunked" | "until-close" | "length";
  /** What `Content-Length` says instead of the truth; null: the truth. */
  claimedBytes: number | null;
  /** Header lines after a chunked body. */
  trailers: Readonly<Record<string, string>>;
  keepAlive: boolean;
  endAtMs: number;
}

/** A whole JSON answer, due at once. */
export function jsonAnswer(
  status: number,
  value: unknown,
  options: { headers?: Readonly<Record<string, string>>; keepAlive: boolean; atMs?: number },
): Answer {
  return wholeAnswer(status, "application/json", () => asciiJson(value), options);
}

/**
 * A whole answer with a known length.
 * @param body asked for when it is due, one character a byte
 */
export function wholeAnswer(
  status: number,
  contentType: string,
  body: () => string,
  options: {
    headers?: Readonly<Record<string, string>>;
    keepAlive: boolean;
    atMs?: number;
    event?: ScriptStep["event"];
  },
): Answer {
  const atMs = options.atMs ?? 0;
  return {
    status,
    httpVersion: "1.1",
    bodyHeaders: { "Content-Type": contentType },
    headers: options.headers ?? {},
    headAtMs: atMs,
    body: [{ atMs, bytes: body, event: options.event ?? null }],
    delimiter: "length",
    claimedBytes: null,
    trailers: {},
    keepAlive: options.keepAlive,
    endAtMs: atMs,
  };
}

/** The whole body, one character a byte. Asks for late bytes at once. */
export function bodyBytes(answer: Answer): string {
  return answer.body.map(stepBytes).join("");
}

/** Lays an answer out as timed writes. */
export function answerScript(answer: Answer): ResponseScript {
  const { status, body, endAtMs } = answer;
  const ending = answer.keepAlive && answer.delimiter !== "until-close" ? "keep-alive" : "close";
  if (answer.delimiter === "length" && answer.claimedBytes === null) {
    const bytes = () => {
      const whole = bodyBytes(answer);
      return headOf(answer, { "Content-Length": String(whole.length) }) + whole;
    };
    const event = body.find((step) => step.event !== null)?.event ?? null;
    return { status, steps: [{ atMs: answer.headAtMs, bytes, event }], ending, endAtMs };
  }
  const head = headOf(answer, delimitingHeaders(answer));
  const steps: ScriptStep[] = [{ atMs: answer.headAtMs, bytes: head, event: null }];
  if (answer.delimiter !== "chunked") {
    return { status, steps: [...steps, ...body], ending, endAtMs };
  }
  for (const step of body) steps.push({ ...step, bytes: inChunk(step.bytes) });
  const trailers = Object.entries(answer.trailers).map(([name, value]) => `${name}: ${value}\r\n`);
  steps.push({
    atMs: endAtMs,
    withPrevious: true,
    bytes: `0\r\n${trailers.join("")}\r\n`,
    event: null,
  });
  return { status, steps, ending, endAtMs };
}

function headOf(answer: Answer, delimiting: Record<string, string>): string {
  const connection = answer.keepAlive && answer.delimiter !== "until-close";
  return responseHead(answer.status, {
    ...answer.bodyHeaders,
    ...delimiting,
    "Connection": connection ? "keep-alive" : "close",
    ...answer.headers,
  }, answer.httpVersion);
}

function delimitingHeaders(answer: Answer): Record<string, string> {
  if (answer.delimiter === "chunked") {
    const names = Object.keys(answer.trailers);
    return {
      "Transfer-Encoding": "chunked",
      ...(names.length > 0 ? { "Trailer": names.join(", ") } : {}),
    };
  }
  return answer.claimedBytes === null ? {} : { "Content-Length": String(answer.claimedBytes) };
}

function inChunk(bytes: ScriptStep["bytes"]): ScriptStep["bytes"] {
  if (typeof bytes === "function") return () => chunk(bytes());
  return chunk(bytes);
}

function chunk(bytes: string): string {
  // A chunk of no bytes would end the body.
  return bytes === "" ? "" : `${bytes.length.toString(16)}\r\n${bytes}\r\n`;
}
