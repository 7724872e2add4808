import { hasBearer, hasKeyHeader } from "./authorization.ts";
import {
  type AnswerFacts,
  blockIndexes,
  type Dialect,
  type EventPart,
  type JsonObject,
  textOf,
  totalTokens,
} from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import { openAiError } from "./openai_error.ts";
import {
  onePrompt,
  readJsonObject,
  readMaxTokens,
  readMessages,
  readModel,
  readSwitch,
  withSystem,
} from "./read_call.ts";

const PATHS = ["/v1/responses", "/openai/v1/responses"];

type Sort = "reasoning" | "content";

/** An item of the output: reasoning comes as a summary, the answer as a message. */
function itemOf(facts: AnswerFacts, sort: Sort, text: string | null): JsonObject {
  const done = text !== null;
  if (sort === "reasoning") {
    const summary = done ? [{ type: "summary_text", text }] : [];
    return { id: itemId(facts, sort), type: "reasoning", summary };
  }
  return {
    id: itemId(facts, sort),
    type: "message",
    status: done ? "completed" : "in_progress",
    role: "assistant",
    content: done ? [{ type: "output_text", text, annotations: [], logprobs: [] }] : [],
  };
}

function itemId(facts: AnswerFacts, sort: Sort): string {
  return (sort === "content" ? "msg_" : "rs_") + facts.requestId;
}

/** The response object, as it is while it is made and as it is when it is done. */
function responseOf(facts: AnswerFacts, done: boolean): JsonObject {
  const cut = facts.finishReason === "length";
  const sorts = [...new Set(facts.plan.events.map(({ sort }) => sort))];
  const usage = done ? facts.usage() : null;
  return {
    id: "resp_" + facts.requestId,
    object: "response",
    created_at: facts.createdS,
    status: done ? (cut ? "incomplete" : "completed") : "in_progress",
    error: null,
    incomplete_details: done && cut ? { reason: "max_output_tokens" } : null,
    instructions: null,
    max_output_tokens: facts.call.maxTokens,
    model: facts.call.model,
    output: done ? sorts.map((sort) => itemOf(facts, sort, textOf(facts.plan, sort))) : [],
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: "auto",
    tools: [],
    top_p: 1,
    metadata: {},
    usage: usage === null ? null : {
      input_tokens: usage.inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: usage.outputTokens,
      output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
      total_tokens: totalTokens(usage),
    },
  };
}

/** What differs between the events of the two sorts of items. */
const NAMES = {
  content: {
    added: "response.content_part.added",
    delta: "response.output_text.delta",
    textDone: "response.output_text.done",
    partDone: "response.content_part.done",
    index: "content_index",
    part: (text: string) => ({ type: "output_text", text, annotations: [], logprobs: [] }),
  },
  reasoning: {
    added: "response.reasoning_summary_part.added",
    delta: "response.reasoning_summary_text.delta",
    textDone: "response.reasoning_summary_text.done",
    partDone: "response.reasoning_summary_part.done",
    index: "summary_index",
    part: (text: string) => ({ type: "summary_text", text }),
  },
} as const;

/** OpenAI's responses: every event has a name and a number. */
export const openAiResponses: Dialect = {
  id: "openai-responses",
  description: `OpenAI responses at ${PATHS[0]}`,
  framing: SERVER_SENT_EVENTS,

  match: ({ method, path }) =>
    method === "POST" && PATHS.includes(path) ? { model: null, stream: null } : null,

  isAuthorized: (request, apiKey) =>
    hasBearer(request, apiKey) || hasKeyHeader(request, "api-key", apiKey),

  readCall(request, _route, models) {
    const body = readJsonObject(request.body);
    const { input } = body;
    const conversation = typeof input === "string"
      ? onePrompt(input)
      : readMessages(input, "input", "content");
    return {
      model: readModel(body["model"], models),
      ...withSystem(body["instructions"], "instructions", conversation),
      maxTokens: readMaxTokens(body["max_output_tokens"], "max_output_tokens"),
      stream: readSwitch(body["stream"], "stream", false),
      includeUsage: true,
    };
  },

  stream(facts) {
    const { json, plan: { events } } = facts;
    const blocks = blockIndexes(events);
    let sequence = 0;
    const numbered = (type: string, sequence_number: number, fields: JsonObject): string =>
      SERVER_SENT_EVENTS.event(json({ type, sequence_number, ...fields }), type);
    const event = (type: string, fields: JsonObject) => numbered(type, sequence++, fields);
    const noise = (type: string, fields: JsonObject): EventPart => ({
      sort: "noise",
      bytes: event(type, fields),
    });
    const begin = (sort: Sort, output_index: number): EventPart[] => [
      noise("response.output_item.added", { output_index, item: itemOf(facts, sort, null) }),
      noise(NAMES[sort].added, {
        item_id: itemId(facts, sort),
        output_index,
        [NAMES[sort].index]: 0,
        part: NAMES[sort].part(""),
      }),
    ];
    const finish = (sort: Sort, output_index: number): EventPart[] => {
      const text = textOf(facts.plan, sort);
      const place = { item_id: itemId(facts, sort), output_index, [NAMES[sort].index]: 0 };
      const logprobs = sort === "content" ? { logprobs: [] } : {};
      return [
        noise(NAMES[sort].textDone, { ...place, text, ...logprobs }),
        noise(NAMES[sort].partDone, { ...place, part: NAMES[sort].part(text) }),
        noise("response.output_item.done", { output_index, item: itemOf(facts, sort, text) }),
      ];
    };
    const opening: EventPart[] = ["response.created", "response.in_progress"].map((type) => ({
      sort: "role",
      bytes: event(type, { response: responseOf(facts, false) }),
    }));
    const texts = events.map(({ sort, text }, at): EventPart[] => {
      const block = blocks[at]!;
      const opens = blocks[at - 1] !== block;
      const before = opens && block > 0 ? finish(events[at - 1]!.sort, block - 1) : [];
      if (opens) before.push(...begin(sort, block));
      const bytes = event(NAMES[sort].delta, {
        item_id: itemId(facts, sort),
        output_index: block,
        [NAMES[sort].index]: 0,
        delta: text,
        ...(sort === "content" ? { logprobs: [] } : {}),
      });
      return [...before, { sort, bytes }];
    });
    const last = events.at(-1);
    const closing = last === undefined ? [] : finish(last.sort, blocks.at(-1)!);
    const ended = facts.finishReason === "length" ? "response.incomplete" : "response.completed";
    return {
      opening,
      texts,
      closing: [
        ...closing,
        {
          sort: "done",
          bytes: () => numbered(ended, sequence, { response: responseOf(facts, true) }),
        },
      ],
    };
  },

  whole: (facts) => responseOf(facts, true),

  errorBody: openAiError,
  errorEvent: (message) =>
    SERVER_SENT_EVENTS.event(
      JSON.stringify({
        type: "error",
        code: "server_error",
        message,
        param: null,
        sequence_number: 0,
      }),
      "error",
    ),
  odd: {
    nullText: SERVER_SENT_EVENTS.event(
      `{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":null}`,
      "response.output_text.delta",
    ),
  },
};
