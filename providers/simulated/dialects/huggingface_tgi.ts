import { hasBearer } from "./authorization.ts";
import {
  allText,
  type AnswerFacts,
  type Call,
  type Dialect,
  type EventPart,
  type JsonObject,
  type Route,
} from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import {
  hasField,
  objectOf,
  onePrompt,
  readJsonObject,
  readMaxTokens,
  readText,
} from "./read_call.ts";

/** What the engine ends an answer with; it is marked as special and is no text. */
const END_TOKEN = "</s>";
const FINISH_REASONS = { stop: "eos_token", length: "length" } as const;

/** Reads a generate request; the server has one model, so that none is named. */
export function readTgiCall(body: JsonObject, model: string, stream: boolean): Call {
  const parameters = objectOf(body["parameters"]);
  return {
    model,
    ...onePrompt(readText(body["inputs"], "inputs")),
    maxTokens: readMaxTokens(parameters["max_new_tokens"], "parameters.max_new_tokens"),
    stream,
    includeUsage: true,
  };
}

function details(facts: AnswerFacts): JsonObject {
  const { inputTokens, outputTokens } = facts.usage();
  return {
    finish_reason: FINISH_REASONS[facts.finishReason],
    generated_tokens: outputTokens,
    seed: null,
    input_length: inputTokens,
  };
}

/**
 * The events of a stream. An answer that was cut carries the details in its last text event, one
 * that ended by itself in an event with a special token after it.
 */
export function tgiTexts(facts: AnswerFacts): { texts: string[]; last: () => string } {
  const { json, plan: { events } } = facts;
  const cut = facts.finishReason === "length";
  const event = (index: number, text: string, special: boolean, rest: string) =>
    `data:{"index":${index},"token":{"id":${index},"text":${json(text)},"logprob":-0.5,` +
    `"special":${special}},${rest}}\n\n`;
  const ended = () =>
    `"generated_text":${json(allText(facts.plan))},"details":${json(details(facts))}`;
  const plain = `"generated_text":null,"details":null`;
  const ofText = cut ? events.slice(0, -1) : events;
  return {
    texts: ofText.map(({ text }, at) => event(at + 1, text, false, plain)),
    last: () => event(events.length, cut ? events.at(-1)!.text : END_TOKEN, !cut, ended()),
  };
}

/** The same as parts of an answer; an engine without a parser sends reasoning as plain text. */
export function tgiParts(facts: AnswerFacts): { texts: EventPart[]; closing: EventPart[] } {
  const { texts, last } = tgiTexts(facts);
  const parts = texts.map((bytes): EventPart => ({ sort: "content", bytes }));
  if (parts.length < facts.plan.events.length) {
    return { texts: [...parts, { sort: "content", bytes: last }], closing: [] };
  }
  return { texts: parts, closing: [{ sort: "finish", bytes: last }] };
}

export function tgiWhole(facts: AnswerFacts): JsonObject {
  return { generated_text: allText(facts.plan), details: details(facts) };
}

export function tgiError(status: number, message: string): JsonObject {
  const types: Record<number, string> = { 422: "validation", 424: "generation", 429: "overloaded" };
  return { error: message, error_type: types[status] ?? "generation" };
}

/** Hugging Face's text-generation-inference. */
export const huggingFaceTgi: Dialect = {
  id: "huggingface-tgi",
  description: "Hugging Face TGI at /generate_stream and /generate",
  framing: SERVER_SENT_EVENTS,

  match({ method, path, body }): Route | null {
    if (method !== "POST") return null;
    if (path === "/generate_stream") return { model: null, stream: true };
    // SGLang answers at the same path; the prompt's name tells the two apart.
    return path === "/generate" && hasField(body, "inputs") ? { model: null, stream: false } : null;
  },

  isAuthorized: hasBearer,

  readCall: (request, route, models) =>
    readTgiCall(readJsonObject(request.body), models[0]!, route.stream === true),

  stream(facts) {
    const { texts, closing } = tgiParts(facts);
    return { opening: [], texts: texts.map((part) => [part]), closing };
  },

  whole: tgiWhole,
  errorBody: tgiError,
  errorEvent: (message) => `data:${JSON.stringify(tgiError(424, message))}\n\n`,
  odd: {
    nullText: `data:{"index":0,"token":{"id":0,"text":null,"logprob":null,"special":false},` +
      `"generated_text":null,"details":null}\n\n`,
  },
};
