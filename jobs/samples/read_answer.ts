import type { EventContent, Protocol, Usage } from "../../providers/protocols/protocol.ts";
import { type DecodedResponse, parseEventStream } from "../wire/mod.ts";

/** A run of generated text that came in one event. */
export interface AnswerPiece {
  text: string;
  reasoning: boolean;
  /** Which event of the stream it came in; an event may carry reasoning and answer at once. */
  event: number;
  arrivalMs: number;
}

/** What an answer said, whatever became of it. */
export interface Answer {
  pieces: AnswerPiece[];
  /** False when the text came as one JSON body. */
  streamed: boolean;
  firstEventMs: number | null;
  usage: Usage | null;
  finishReason: string | null;
  /** The protocol's end mark was seen. */
  ended: boolean;
  /** An error the provider sent inside a successful answer. */
  error: string | null;
  /** Why the body could not be read to its end. */
  malformed: string | null;
}

/**
 * Reads what a decoded response says. Only a 2xx answer is read; an error's body is an excerpt.
 */
export function readAnswer(response: DecodedResponse, protocol: Protocol): Answer {
  const answer: Answer = {
    pieces: [],
    streamed: true,
    firstEventMs: null,
    usage: null,
    finishReason: null,
    ended: false,
    error: null,
    malformed: null,
  };
  const status = response.head?.statusCode ?? 0;
  if (status < 200 || status > 299 || response.body.length === 0) return answer;
  const encoding = response.head!.headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    answer.malformed = `the body is ${encoding.slice(0, 20)}-compressed although that was declined`;
  } else if (looksLikeEventStream(response)) {
    readEvents(response, protocol, answer);
  } else {
    readWhole(response, protocol, answer);
  }
  return answer;
}

/** Servers mislabel streams; the body's first line tells better than the header. */
function looksLikeEventStream(response: DecodedResponse): boolean {
  const type = response.head!.headers.get("content-type") ?? "";
  if (/^text\/event-stream\b/i.test(type)) return true;
  const start = new TextDecoder().decode(response.body.subarray(0, 16)).trimStart();
  return /^(data:|event:|id:|retry:|:)/.test(start);
}

function readEvents(response: DecodedResponse, protocol: Protocol, answer: Answer): void {
  const stream = parseEventStream(response.body);
  answer.malformed = stream.malformed;
  const readEvent = protocol.createReader();
  if (stream.firstEnd !== null) answer.firstEventMs = response.arrivalMs(stream.firstEnd);
  for (const [index, event] of stream.events.entries()) {
    try {
      take(answer, readEvent(event), index, response.arrivalMs(event.end));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      answer.malformed = error.message;
    }
    // Whatever follows the end mark, or an error, is not part of the answer.
    if (answer.ended || answer.error !== null || answer.malformed !== null) return;
  }
}

function readWhole(response: DecodedResponse, protocol: Protocol, answer: Answer): void {
  answer.streamed = false;
  try {
    const body = new TextDecoder("utf-8", { fatal: true }).decode(response.body);
    take(answer, protocol.readBody(body), 0, response.arrivalMs(response.body.length));
    answer.ended = true;
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
    answer.malformed =
      `the answer is neither an event stream nor the protocol's JSON: ${error.message}`;
  }
}

function take(answer: Answer, content: EventContent, event: number, arrivalMs: number): void {
  if (content.reasoning) {
    answer.pieces.push({ text: content.reasoning, reasoning: true, event, arrivalMs });
  }
  if (content.text) answer.pieces.push({ text: content.text, reasoning: false, event, arrivalMs });
  if (content.usage !== undefined) answer.usage = content.usage;
  if (content.finishReason !== undefined) answer.finishReason = content.finishReason;
  if (content.error !== undefined) answer.error = content.error;
  if (content.end) answer.ended = true;
}
