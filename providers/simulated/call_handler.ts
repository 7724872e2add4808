import { answerScript, jsonAnswer } from "./answer.ts";
import { answerPrompt } from "./answers.ts";
import { type AnswerFacts, type Call, type DialectRequest, findDialect } from "./dialects/mod.ts";
import { plannedUsage } from "./dialects/dialect.ts";
import { CallRefused } from "./dialects/read_call.ts";
import { chooseFault } from "./fault_rules.ts";
import { playFault } from "./faults/mod.ts";
import { asciiJson } from "./http_response.ts";
import type { ResolvedOptions } from "./options.ts";
import { planStream, stepShiftMs, type StreamPlan } from "./profiles.ts";
import { DRAWS, seededRandom } from "./random.ts";
import type { ResponseScript } from "./script.ts";
import { type Carriage, soundAnswer } from "./streamed_answer.ts";
import { textPieces } from "./text_pieces.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Output of a request that sets no bound. */
const DEFAULT_OUTPUT_TOKENS = 150;

/** A call, worked out: what will be sent, counted from `baseMs`. */
export interface CallOutcome {
  script: ResponseScript;
  /** Clock time the script's offsets count from: the receipt, moved to the shared grid. */
  baseMs: number;
  /** Name of the fault played; null when none, or when it means nothing for this answer. */
  fault: string | null;
  /** Texts of the prompt; empty when the request was refused. */
  texts: readonly string[];
}

/** Everything an outcome depends on. */
export interface CallInput {
  request: DialectRequest;
  httpVersion: "1.0" | "1.1";
  requestId: string;
  requestNumber: number;
  receivedMs: number;
  createdS: number;
  keepAlive: boolean;
  /** Counts the prompt; null when prompts are not counted. */
  countTokens: (texts: readonly string[]) => number | null;
}

/** What is found for a request: the dialect it is in. */
export type FoundDialect = NonNullable<ReturnType<typeof findDialect>>;

/** Decides what a call gets. Pure. */
export function answerCall(
  { dialect, route }: FoundDialect,
  input: CallInput,
  options: ResolvedOptions,
  tokenizer: Tokenizer,
): CallOutcome {
  const { request, requestNumber, receivedMs, keepAlive } = input;
  let call: Call;
  try {
    if (options.apiKey !== null && !dialect.isAuthorized(request, options.apiKey)) {
      throw new CallRefused(401, "Incorrect API key provided", "invalid_api_key");
    }
    call = dialect.readCall(request, route, options.models);
  } catch (error) {
    if (!(error instanceof CallRefused)) throw error;
    const { status, message, code } = error;
    const headers = { "x-request-id": input.requestId, ...dialect.errorHeaders?.(status) };
    const answer = jsonAnswer(status, dialect.errorBody(status, message, code), {
      headers,
      keepAlive,
    });
    return { script: answerScript(answer), baseMs: receivedMs, fault: null, texts: [] };
  }

  const { plan, finishReason } = planAnswer(call, requestNumber, options, tokenizer);
  const facts: AnswerFacts = {
    requestId: input.requestId,
    origin: `http://${request.headers.get("host") ?? "127.0.0.1"}`,
    call,
    plan,
    createdS: input.createdS,
    finishReason,
    usage: () => ({ inputTokens: input.countTokens(call.texts), ...plannedUsage(plan) }),
    json: asciiJson,
  };
  const firstMs = plan.events[0]?.atMs ?? 0;
  const carriage: Carriage = {
    headAtMs: options.headAtMs ?? firstMs / 2,
    delimiter: input.httpVersion === "1.1" ? "chunked" : "until-close",
    keepAlive,
  };
  const name = chooseFault(options.faults, options.seed, requestNumber);
  const played = name === null ? null : playFault(name, { dialect, facts, carriage, options });
  return {
    script: played ?? answerScript(soundAnswer(dialect, facts, carriage)),
    baseMs: receivedMs + stepShiftMs(plan.stepMs, receivedMs + firstMs),
    fault: played === null ? null : name,
    texts: call.texts,
  };
}

function planAnswer(
  call: Call,
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
