import type {
  EventContent,
  EventReader,
  Protocol,
  StreamEvent,
  Usage,
} from "../../providers/protocols/protocol.ts";
import { type BodyFraming, cutEvents, type DecodedResponse } from "../wire/mod.ts";
import { streamFraming } from "./stream_framing.ts";

/** Longest error text taken from an event, characters; what is shown of it is shorter still. */
const MAX_ERROR_CHARS = 4096;

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
  const { headers } = response.head!;
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    answer.malformed = `the body is ${encoding.slice(0, 20)}-compressed although that was declined`;
    return answer;
  }
  const contentType = headers.get("content-type") ?? "";
  const framing = streamFraming(protocol.framing, response.body, contentType);
  if (framing === "whole") readWhole(response, protocol, answer);
  else readEvents(response, framing, protocol, answer);
  return answer;
}

function readEvents(
  response: DecodedResponse,
  framing: BodyFraming,
  protocol: Protocol,
  answer: Answer,
): void {
  const stream = cutEvents(framing, response.body);
  const readEvent = protocol.createReader();
  if (stream.firstEnd !== null) answer.firstEventMs = response.arrivalMs(stream.firstEnd);
  for (const [index, event] of stream.events.entries()) {
    take(answer, read(event, readEvent), index, response.arrivalMs(event.end));
    // Whatever follows the end mark, or an error, is not part of the answer.
    if (answer.ended || answer.error !== null || answer.malformed !== null) return;
  }
  answer.malformed = stream.malformed;
}

/** What was read, or why it could not be. */
type Content = EventContent & { malformed?: string };

function read(event: StreamEvent, readEvent: EventReader): Content {
  const content = attempt(() => readEvent(event));
  // Gateways in front of any API name an event so, and put into it what they like.
  return event.name === "error" && content.error === undefined
    ? { error: event.data.slice(0, MAX_ERROR_CHARS) }
    : content;
}

function readWhole(response: DecodedResponse, protocol: Protocol, answer: Answer): void {
  answer.streamed = false;
  const body = decode(response.body);
  const content = body === null
    ? { malformed: "it is not UTF-8" }
    : attempt(() => protocol.readBody(body));
  take(answer, content, 0, response.arrivalMs(response.body.length));
  answer.ended = answer.malformed === null;
  if (answer.malformed !== null) {
    answer.malformed =
      `the answer is neither an event stream nor the protocol's JSON: ${answer.malformed}`;
  }
}

function attempt(read: () => EventContent): Content {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { malformed: error.message };
  }
}

function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function take(answer: Answer, content: Content, event: number, arrivalMs: number): void {
  if (content.reasoning) {
    answer.pieces.push({ text: content.reasoning, reasoning: true, event, arrivalMs });
  }
  if (content.text) answer.pieces.push({ text: content.text, reasoning: false, event, arrivalMs });
  if (content.usage !== undefined) answer.usage = mergeUsage(answer.usage, content.usage);
  if (content.finishReason !== undefined) answer.finishReason = content.finishReason;
  if (content.error !== undefined) answer.error = content.error;
  if (content.malformed !== undefined) answer.malformed = content.malformed;
  if (content.end) answer.ended = true;
}

/**
 * Counts may come in parts (the input's with the first event, the output's with the last) and more
 * than once, each including the one before: the last that was said of each is taken.
 */
function mergeUsage(earlier: Usage | null, later: Usage): Usage {
  if (earlier === null) return later;
  return {
    inputTokens: later.inputTokens ?? earlier.inputTokens,
    outputTokens: later.outputTokens ?? earlier.outputTokens,
    reasoningTokens: later.reasoningTokens ?? earlier.reasoningTokens,
    cachedInputTokens: later.cachedInputTokens ?? earlier.cachedInputTokens,
  };
}
