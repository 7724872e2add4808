import { answerPrompt } from "./answers.ts";
import { type ChatCall, readChatCall } from "./chat_request.ts";
import { streamedChat, wholeChat } from "./chat_response.ts";
import { chooseFault } from "./fault_rules.ts";
import { FAULTS } from "./faults.ts";
import { errorBody, type Framing, jsonResponse } from "./http_response.ts";
import type { ResolvedOptions } from "./options.ts";
import { planStream, stepShiftMs, type StreamPlan } from "./profiles.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { DRAWS, seededRandom } from "./random.ts";
import type { ReceivedRequest } from "./request_reader.ts";
import type { ResponseScript } from "./script.ts";
import { textPieces } from "./text_pieces.ts";

/** Output of a request that sets no bound. */
const DEFAULT_OUTPUT_TOKENS = 150;

/** A chat request, worked out: what will be sent, counted from `baseMs`. */
export interface ChatOutcome {
  script: ResponseScript;
  /** Clock time the script's offsets count from: the receipt, moved to the shared grid. */
  baseMs: number;
  fault: string | null;
  /** Texts of the prompt; empty when the request was refused. */
  texts: readonly string[];
}

/** Everything an outcome depends on. */
export interface ChatInput {
  request: ReceivedRequest;
  requestId: string;
  requestNumber: number;
  receivedMs: number;
  createdS: number;
  keepAlive: boolean;
  promptTokens: () => number | null;
}

/** Decides what a chat completion request gets. Pure. */
export function answerChat(
  input: ChatInput,
  options: ResolvedOptions,
  tokenizer: Tokenizer,
): ChatOutcome {
  const { request, requestNumber, receivedMs, keepAlive } = input;
  const headers = { "x-request-id": input.requestId };
  const refused = (status: number, body: unknown): ChatOutcome => ({
    script: jsonResponse(status, body, { headers, keepAlive }),
    baseMs: receivedMs,
    fault: null,
    texts: [],
  });
  if (!isAuthorized(request, options.apiKey)) {
    const message = "Incorrect API key provided";
    return refused(401, errorBody(message, "invalid_request_error", "invalid_api_key"));
  }
  const call = readChatCall(request.body, options.models);
  if ("status" in call) return refused(call.status, call.body);

  const { plan, finishReason } = planAnswer(call, requestNumber, options, tokenizer);
  const framing: Framing = request.version === "1.1" ? "chunked" : "until-close";
  const firstMs = plan.events[0]?.atMs ?? 0;
  const makeScript = call.stream ? streamedChat : wholeChat;
  let script = makeScript({
    plan,
    finishReason,
    framing,
    keepAlive,
    requestId: input.requestId,
    model: call.model,
    createdS: input.createdS,
    includeUsage: call.includeUsage,
    promptTokens: input.promptTokens,
    headAtMs: options.headAtMs ?? firstMs / 2,
  });
  let fault = chooseFault(options.faults, options.seed, requestNumber);
  if (fault !== null && FAULTS[fault]!.streamOnly && !call.stream) fault = null;
  if (fault !== null) {
    const { retryAfterS, stallMs } = options;
    script = FAULTS[fault]!.apply(script, { framing, keepAlive, retryAfterS, stallMs });
  }
  return {
    script,
    baseMs: receivedMs + stepShiftMs(plan.stepMs, receivedMs + firstMs),
    fault,
    texts: call.texts,
  };
}

function isAuthorized(request: ReceivedRequest, apiKey: string | null): boolean {
  return apiKey === null || request.headers.get("authorization") === `Bearer ${apiKey}`;
}

function planAnswer(
  call: ChatCall,
  requestNumber: number,
  options: ResolvedOptions,
  tokenizer: Tokenizer,
): { plan: StreamPlan; finishReason: "stop" | "length" } {
  const { profile, settings, seed } = options;
  const bound = call.maxTokens ?? Infinity;
  const wanted = options.outputTokens ?? call.maxTokens ?? DEFAULT_OUTPUT_TOKENS;
  const outputTokens = Math.min(wanted, bound);
  const answers = answerPrompt(call.lastUserText);
  const base = { profile, settings, seed, requestNumber };
  if (answers === null) {
    const plan = planStream({ ...base, outputTokens, answer: null });
    return { plan, finishReason: outputTokens === bound ? "length" : "stop" };
  }
  const draw = seededRandom(seed, requestNumber, DRAWS.answer)();
  const text = draw < options.correctRate ? answers.right : answers.wrong;
  const answer = textPieces(text, tokenizer, bound);
  const whole = answer.map((piece) => piece.text).join("") === text;
  const plan = planStream({ ...base, outputTokens, answer });
  return { plan, finishReason: whole ? "stop" : "length" };
}
