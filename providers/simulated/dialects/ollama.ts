import { hasBearer } from "./authorization.ts";
import { type AnswerFacts, type Dialect, type JsonObject, textOf } from "./dialect.ts";
import { JSON_LINES } from "./event_framing.ts";
import { postTo } from "./match_post.ts";
import {
  objectOf,
  readJsonObject,
  readMaxTokens,
  readMessages,
  readModel,
  readSwitch,
} from "./read_call.ts";

const PATH = "/api/chat";

/** The last line, or the whole answer: durations are in nanoseconds. */
function lastLine(facts: AnswerFacts, message: JsonObject): JsonObject {
  const { inputTokens, outputTokens } = facts.usage();
  const { events } = facts.plan;
  const firstNs = Math.round((events[0]?.atMs ?? 0) * 1e6);
  const totalNs = Math.round((events.at(-1)?.atMs ?? 0) * 1e6);
  return {
    model: facts.call.model,
    created_at: createdAt(facts),
    message,
    done: true,
    done_reason: facts.finishReason,
    total_duration: totalNs,
    load_duration: 0,
    prompt_eval_count: inputTokens,
    prompt_eval_duration: firstNs,
    eval_count: outputTokens,
    eval_duration: totalNs - firstNs,
  };
}

function createdAt(facts: AnswerFacts): string {
  return new Date(facts.createdS * 1000).toISOString();
}

/** Ollama's chat: streams JSON lines unless told not to. */
export const ollama: Dialect = {
  id: "ollama",
  description: `Ollama chat at ${PATH}; GET /api/tags lists the models`,
  framing: JSON_LINES,

  match: postTo(PATH),

  isAuthorized: hasBearer,

  readCall(request, _route, models) {
    const body = readJsonObject(request.body);
    const bound = objectOf(body["options"])["num_predict"];
    return {
      model: readModel(body["model"], models),
      ...readMessages(body["messages"], "messages", "content"),
      // -1 and -2 leave the length to the model.
      maxTokens: bound === -1 || bound === -2 ? null : readMaxTokens(bound, "options.num_predict"),
      stream: readSwitch(body["stream"], "stream", true),
      includeUsage: true,
    };
  },

  stream(facts) {
    const { json } = facts;
    const start = `{"model":${json(facts.call.model)},"created_at":"${createdAt(facts)}",` +
      `"message":{"role":"assistant",`;
    return {
      opening: [],
      texts: facts.plan.events.map(({ sort, text }) => {
        const fields = sort === "content"
          ? `"content":${json(text)}`
          : `"content":"","thinking":${json(text)}`;
        return [{ sort, bytes: `${start}${fields}},"done":false}\n` }];
      }),
      closing: [{
        sort: "done",
        bytes: () => json(lastLine(facts, { role: "assistant", content: "" })) + "\n",
      }],
    };
  },

  whole(facts) {
    const thinking = textOf(facts.plan, "reasoning");
    return lastLine(facts, {
      role: "assistant",
      content: textOf(facts.plan, "content"),
      ...(thinking === "" ? {} : { thinking }),
    });
  },

  errorBody: (_status, message) => ({ error: message }),
  errorEvent: (message) => JSON.stringify({ error: message }) + "\n",
  odd: { nullText: `{"message":{"role":"assistant","content":null},"done":false}\n` },
};
