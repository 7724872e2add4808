import { Buffer } from "node:buffer";
import { hasBearer } from "./authorization.ts";
import {
  type AnswerFacts,
  type Call,
  type Dialect,
  type DialectRequest,
  type JsonObject,
  type Route,
} from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import {
  CallRefused,
  objectOf,
  onePrompt,
  readJsonObject,
  readMaxTokens,
  readModel,
  readText,
} from "./read_call.ts";

const PATH = /^\/v1\/models\/([^/]+\/[^/]+)\/predictions$/;
const STREAM_PATH = "/v1/streams";
/** Longer prompts are left out of a stream's URL: nothing that is asked about is this long. */
const MAX_PROMPT_IN_URL = 4096;

/** What the URL of a stream carries, as whichever thread is asked for it must know. */
interface StreamTicket {
  model: string;
  maxTokens: number | null;
  prompt: string;
}

/** The answer is fetched from a second URL, made by the first call; or the first call waits. */
export const replicate: Dialect = {
  id: "replicate",
  description: "Replicate at /v1/models/{owner}/{model}/predictions",
  framing: SERVER_SENT_EVENTS,
  wholeStatus: 201,

  match({ method, path }): Route | null {
    if (method === "GET" && path === STREAM_PATH) return { model: null, stream: true };
    const model = method === "POST" ? PATH.exec(path)?.[1] : undefined;
    return model === undefined ? null : { model, stream: false };
  },

  // The URL of a stream is a secret by itself: clients send no key along.
  isAuthorized: (request, apiKey) => request.path === STREAM_PATH || hasBearer(request, apiKey),

  readCall(request, route, models) {
    if (route.stream) return callOf(readTicket(request), models, { stream: true });
    const input = objectOf(readJsonObject(request.body)["input"]);
    const call = callOf(
      {
        model: route.model!,
        maxTokens: readMaxTokens(
          input["max_tokens"] ?? input["max_new_tokens"],
          "input.max_tokens",
        ),
        prompt: readText(input["prompt"], "input.prompt"),
      },
      models,
      { stream: false },
    );
    const waits = /^wait\b/.test(request.headers.get("prefer") ?? "");
    return waits ? call : { ...call, atOnce: true };
  },

  stream: (facts) => ({
    opening: [],
    texts: facts.plan.events.map(({ text }, at) => [
      { sort: "content", bytes: outputEvent(text, at) },
    ]),
    closing: [{ sort: "done", bytes: SERVER_SENT_EVENTS.event("{}", "done") }],
  }),

  whole(facts) {
    const id = facts.requestId;
    const { call, plan } = facts;
    const createdMs = facts.createdS * 1000;
    const tookMs = plan.events.at(-1)?.atMs ?? 0;
    const about = {
      id,
      model: call.model,
      version: "hidden",
      input: { max_tokens: call.maxTokens },
      logs: "",
      error: null,
      data_removed: false,
      created_at: new Date(createdMs).toISOString(),
      urls: {
        get: `${facts.origin}/v1/predictions/${id}`,
        cancel: `${facts.origin}/v1/predictions/${id}/cancel`,
        stream: `${facts.origin}${STREAM_PATH}?ticket=${ticketOf(call)}`,
      },
    };
    if (call.atOnce) return { ...about, status: "starting", output: null };
    return { ...about, ...succeeded(facts, createdMs, tookMs) };
  },

  errorBody: (status, message) => ({ title: "Error", detail: message, status }),
  errorEvent: (message) => SERVER_SENT_EVENTS.event(JSON.stringify({ detail: message }), "error"),
  odd: {},
};

function succeeded(facts: AnswerFacts, createdMs: number, tookMs: number): JsonObject {
  const { inputTokens, outputTokens } = facts.usage();
  return {
    status: "succeeded",
    output: facts.plan.events.map((event) => event.text),
    started_at: new Date(createdMs).toISOString(),
    completed_at: new Date(createdMs + tookMs).toISOString(),
    metrics: {
      predict_time: tookMs / 1000,
      input_token_count: inputTokens,
      output_token_count: outputTokens,
    },
  };
}

/** Text as it is, not JSON: each of its lines is a data line. */
function outputEvent(text: string, at: number): string {
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  return `event: output\nid: ${at}:0\ndata: ${bytes.replaceAll("\n", "\ndata: ")}\n\n`;
}

function callOf(
  { model, maxTokens, prompt }: StreamTicket,
  models: readonly string[],
  { stream }: { stream: boolean },
): Call {
  return {
    model: readModel(model, models),
    ...onePrompt(prompt),
    maxTokens,
    stream,
    includeUsage: false,
  };
}

function ticketOf({ model, maxTokens, lastUserText }: Call): string {
  const prompt = lastUserText.length <= MAX_PROMPT_IN_URL ? lastUserText : "";
  const ticket: StreamTicket = { model, maxTokens, prompt };
  return Buffer.from(JSON.stringify(ticket)).toString("base64url");
}

function readTicket(request: DialectRequest): StreamTicket {
  const given = request.query.get("ticket");
  if (given === null) throw new CallRefused(404, "there is no such stream");
  const ticket = readJsonObject(Buffer.from(given, "base64url"));
  return {
    model: readText(ticket["model"], "model"),
    maxTokens: readMaxTokens(ticket["maxTokens"], "maxTokens"),
    prompt: readText(ticket["prompt"], "prompt"),
  };
}
