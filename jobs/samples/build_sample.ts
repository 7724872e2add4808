import type { Protocol, Usage } from "../../providers/protocols/protocol.ts";
import { decodeResponse, type Recording } from "../wire/mod.ts";
import { classifyAnswer } from "./classify_answer.ts";
import { type Answer, readAnswer } from "./read_answer.ts";
import { roundSample } from "./round_sample.ts";
import type { Sample } from "./sample.ts";
import { type CountedText, countTokens, type TokenCounter } from "./token_counts.ts";

/** What is known of a request before it is sent, and needed to read its answer. */
export interface RequestContext {
  protocol: Protocol;
  tokenizer: TokenCounter;
  requestedInputTokens: number;
  requestedOutputTokens: number | null;
  ownInputTokens: number;
  /** Takes secrets out of a text. */
  redact: (text: string) => string;
  /** Unix time of the recording's clock zero, ms: dates in headers are read against it. */
  clockOriginUnixMs: number;
}

/** A sample, and the text that came with it (not part of the record). */
export interface BuiltSample {
  sample: Sample;
  answerText: string;
}

const NO_USAGE: Usage = {
  inputTokens: null,
  outputTokens: null,
  reasoningTokens: null,
  cachedInputTokens: null,
};

/**
 * So much is read of an answer that was given up for its length: it tells when text began to come,
 * and the rest would take many times its size in memory to say nothing more.
 */
const READ_OF_OVERFLOW_BYTES = 2 * 1024 * 1024;

/**
 * Turns a recording into a sample: bytes to events, events to text, text to tokens. Runs after the
 * response has ended, on a thread that times nothing.
 */
export function buildSample(recording: Recording, context: RequestContext): BuiltSample {
  const response = decodeResponse(worthReading(recording));
  const answer = readAnswer(response, context.protocol);
  const failure = classifyAnswer(recording, response, answer, context);
  const counted = countTokens(answer.pieces, context.tokenizer);
  return {
    sample: roundSample({
      index: recording.index,
      phase: recording.phase,
      scheduledMs: recording.scheduledMs,
      sentMs: recording.sentMs,
      connectStartMs: recording.connectStartMs,
      connectedMs: recording.connectedMs,
      firstByteMs: recording.readStampsMs[0] ?? null,
      ...answerTimes(answer),
      endMs: recording.endMs,
      ...arrivals(answer, counted),
      tokens: {
        requestedInput: context.requestedInputTokens,
        requestedOutput: context.requestedOutputTokens,
        ownInput: context.ownInputTokens,
        ownOutput: counted.total,
        ownReasoning: counted.reasoning,
        ...usageTokens(answer.usage ?? NO_USAGE),
      },
      finishReason: answer.finishReason === null ? null : context.redact(answer.finishReason),
      reads: recording.readEnds.length,
      bytesReceived: recording.bytes.length,
      retries: recording.retries,
      failure,
    }),
    answerText: answer.pieces.filter((p) => !p.reasoning).map((p) => p.text).join(""),
  };
}

function worthReading(recording: Recording): Recording {
  const { bytes, readEnds, readStampsMs, failure } = recording;
  if (failure?.kind !== "overflow") return recording;
  const reads = readEnds.findIndex((end) => end > READ_OF_OVERFLOW_BYTES);
  return reads < 1 ? recording : {
    ...recording,
    bytes: bytes.subarray(0, readEnds[reads - 1]),
    readEnds: readEnds.subarray(0, reads),
    readStampsMs: readStampsMs.subarray(0, reads),
  };
}

function answerTimes(answer: Answer) {
  const last = answer.pieces.at(-1)?.arrivalMs ?? null;
  if (!answer.streamed) {
    // One block of text has an end, but no first token to speak of.
    return {
      firstEventMs: null,
      firstReasoningMs: null,
      firstContentMs: null,
      lastContentMs: last,
    };
  }
  return {
    firstEventMs: answer.firstEventMs,
    firstReasoningMs: answer.pieces.find((p) => p.reasoning)?.arrivalMs ?? null,
    firstContentMs: answer.pieces.find((p) => !p.reasoning)?.arrivalMs ?? null,
    lastContentMs: last,
  };
}

/** One arrival an event, however many pieces it carried. */
function arrivals(answer: Answer, counted: CountedText) {
  const arrivalsMs: number[] = [];
  const tokensPerEvent: number[] = [];
  let lastEvent = -1;
  for (const [index, piece] of answer.streamed ? answer.pieces.entries() : []) {
    if (piece.event !== lastEvent) {
      arrivalsMs.push(piece.arrivalMs);
      tokensPerEvent.push(0);
      lastEvent = piece.event;
    }
    tokensPerEvent[tokensPerEvent.length - 1]! += counted.perPiece[index]!;
  }
  return {
    arrivalsMs: Float64Array.from(arrivalsMs),
    tokensPerEvent: Uint32Array.from(tokensPerEvent),
  };
}

function usageTokens(usage: Usage) {
  return {
    usageInput: usage.inputTokens,
    usageOutput: usage.outputTokens,
    usageReasoning: usage.reasoningTokens,
    usageCachedInput: usage.cachedInputTokens,
  };
}
