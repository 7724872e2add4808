import assert from "node:assert/strict";
import { allText } from "../../../../../providers/simulated/dialects/dialect.ts";
import { replicate } from "../../../../../providers/simulated/dialects/replicate.ts";
import { stepBytes } from "../../../../../providers/simulated/script.ts";
import {
  streamedAnswer,
  unstreamedAnswer,
} from "../../../../../providers/simulated/streamed_answer.ts";
import { answerFacts } from "../answer_facts.ts";
import { sentEvents } from "./cut_events.ts";

const CARRIAGE = { headAtMs: 50, delimiter: "until-close", keepAlive: false } as const;
const FACTS = answerFacts("deterministic");

function ask(method: string, url: string, headers: Record<string, string> = {}, body = {}) {
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1:9");
  const request = {
    method,
    path: pathname,
    query: searchParams,
    headers: new Map(Object.entries(headers)),
    body: new TextEncoder().encode(JSON.stringify(body)),
  };
  const route = replicate.match(request);
  assert.ok(route !== null);
  return { request, call: replicate.readCall(request, route, ["sim"]) };
}

const INPUT = { input: { prompt: "hi", max_tokens: 10 } };
const PREDICTIONS = "/v1/models/lapboard/sim/predictions";

Deno.test("replicate: a call that waits gets the output as a list, when it is done", () => {
  const { call } = ask("POST", PREDICTIONS, { prefer: "wait=60" }, INPUT);
  const answer = unstreamedAnswer(replicate, { ...FACTS, call }, CARRIAGE);
  assert.equal(answer.status, 201);
  assert.equal(answer.endAtMs, 190);
  const json = JSON.parse(answer.body.map(stepBytes).join(""));
  assert.equal(json.status, "succeeded");
  assert.equal(json.output.join(""), allText(FACTS.plan));
  assert.deepEqual(
    [json.metrics.input_token_count, json.metrics.output_token_count],
    [5, 10],
  );
});

Deno.test("replicate: a call that does not wait gets a URL at once, which streams the answer", () => {
  const { call } = ask("POST", PREDICTIONS, {}, INPUT);
  const started = unstreamedAnswer(replicate, { ...FACTS, call }, CARRIAGE);
  assert.equal(started.endAtMs, 0);
  const { status, output, urls } = JSON.parse(started.body.map(stepBytes).join(""));
  assert.deepEqual([status, output], ["starting", null]);

  const second = ask("GET", urls.stream);
  assert.equal(replicate.isAuthorized(second.request, "k1"), true);
  assert.deepEqual(
    [second.call.model, second.call.maxTokens, second.call.lastUserText, second.call.stream],
    ["lapboard/sim", 10, "hi", true],
  );
  const odd = FACTS.plan.events.with(3, { ...FACTS.plan.events[3]!, text: " é\n\nx" });
  const facts = { ...FACTS, call: second.call, plan: { ...FACTS.plan, events: odd } };
  const body = streamedAnswer(replicate, facts, CARRIAGE).body.map(stepBytes).join("");
  const events = sentEvents(body);
  const output2 = events.filter(({ name }) => name === "output").map(({ data }) => data).join("");
  assert.equal(output2, allText(facts.plan));
  assert.deepEqual(events.at(-1), { name: "done", data: "{}" });
});

Deno.test("replicate: only a stream's own URL needs no key", () => {
  const { request } = ask("POST", PREDICTIONS, {}, INPUT);
  assert.equal(replicate.isAuthorized(request, "k1"), false);
  assert.throws(() => ask("GET", "/v1/streams"), /no such stream/);
});
