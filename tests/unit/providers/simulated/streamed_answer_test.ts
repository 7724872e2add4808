import assert from "node:assert/strict";
import { answerScript } from "../../../../providers/simulated/answer.ts";
import { openAiChat } from "../../../../providers/simulated/dialects/openai_chat.ts";
import { compileScript, type ResponseScript } from "../../../../providers/simulated/script.ts";
import {
  type Carriage,
  streamedAnswer,
  unstreamedAnswer,
} from "../../../../providers/simulated/streamed_answer.ts";
import { answerFacts } from "./answer_facts.ts";

const SOUND = answerFacts("reasoning");
const { plan } = SOUND;
const FACTS = {
  ...SOUND,
  requestId: 'r"é',
  finishReason: "stop" as const,
  call: { ...SOUND.call, model: "modèl" },
};
const CARRIAGE: Carriage = { headAtMs: 50, delimiter: "until-close", keepAlive: false };

function streamedChat(changes: Partial<Carriage> = {}, facts = FACTS): ResponseScript {
  return answerScript(streamedAnswer(openAiChat, facts, { ...CARRIAGE, ...changes }));
}

const textOf = (script: ResponseScript) =>
  script.steps.map(({ bytes }) => typeof bytes === "string" ? bytes : bytes()).join("");

function eventsOf(script: ResponseScript) {
  const body = textOf(script).split("\r\n\r\n")[1]!;
  const data = body.split("\n\n").filter((event) => event !== "").map((event) => event.slice(6));
  assert.equal(data.pop(), "[DONE]");
  return data.map((json) => JSON.parse(json));
}

Deno.test("a streamed answer is role, reasoning, content, finish, usage and end mark", () => {
  const events = eventsOf(streamedChat());
  const deltas = events.slice(0, -1).map((event) => event.choices[0].delta);
  assert.deepEqual(deltas[0], { role: "assistant", content: "" });
  assert.equal(deltas.filter((delta) => delta.reasoning_content).length, 4);
  assert.equal(deltas.filter((delta) => delta.content).length, 6);
  assert.equal(events.at(-2).choices[0].finish_reason, "stop");
  assert.deepEqual(events.at(-1).choices, []);
  assert.equal(events.at(-1).usage.prompt_tokens, 5);
  assert.equal(events.at(-1).usage.completion_tokens, 10);
  assert.equal(events.at(-1).usage.completion_tokens_details.reasoning_tokens, 4);
  assert.equal(events[0].id, 'chatcmpl-r"é');
  assert.equal(events[0].model, "modèl");
});

Deno.test("a streamed answer without usage asked for mentions none", () => {
  const facts = { ...FACTS, call: { ...FACTS.call, includeUsage: false } };
  for (const event of eventsOf(streamedChat({}, facts))) {
    assert.ok(!("usage" in event));
  }
});

Deno.test("every event but the last is a write of its own, at its planned time", () => {
  const { atMs, lateBytes } = compileScript(streamedChat());
  assert.deepEqual([...atMs], [50, ...plan.events.map((event) => event.atMs), 190]);
  assert.deepEqual([...lateBytes.keys()], [11]);
});

Deno.test("the head never comes after the first text", () => {
  const { atMs } = compileScript(streamedChat({ headAtMs: 5000 }));
  assert.equal(atMs[0], 100);
});

Deno.test("an answer in one piece holds the same text and comes when the last token would", () => {
  const script = answerScript(unstreamedAnswer(openAiChat, FACTS, CARRIAGE));
  assert.equal(script.endAtMs, 190);
  const [head, body] = textOf(script).split("\r\n\r\n") as [string, string];
  assert.match(head, new RegExp(`Content-Length: ${body.length}\\b`));
  const { message } = JSON.parse(body).choices[0];
  const texts = (sort: string) =>
    plan.events.filter((event) => event.sort === sort).map((event) => event.text).join("");
  assert.equal(message.content, texts("content"));
  assert.equal(message.reasoning_content, texts("reasoning"));
});
