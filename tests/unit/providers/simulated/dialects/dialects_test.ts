import assert from "node:assert/strict";
import { answerScript } from "../../../../../providers/simulated/answer.ts";
import { textOf } from "../../../../../providers/simulated/dialects/dialect.ts";
import {
  type AnswerFacts,
  DIALECTS,
  findDialect,
} from "../../../../../providers/simulated/dialects/mod.ts";
import { CallRefused } from "../../../../../providers/simulated/dialects/read_call.ts";
import { stepBytes } from "../../../../../providers/simulated/script.ts";
import {
  streamedAnswer,
  unstreamedAnswer,
} from "../../../../../providers/simulated/streamed_answer.ts";
import { answerFacts } from "../answer_facts.ts";
import { cutEvents } from "./cut_events.ts";
import { type DialectExample, EXAMPLES } from "./dialect_examples.ts";

const CARRIAGE = { headAtMs: 50, delimiter: "until-close", keepAlive: false } as const;

function requestOf(target: string, body: unknown, headers: Record<string, string> = {}) {
  const [path, query] = target.split("?") as [string, string?];
  return {
    method: "POST",
    path,
    query: new URLSearchParams(query),
    headers: new Map(Object.entries(headers)),
    body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
  };
}

function find(example: DialectExample, stream: boolean) {
  const request = requestOf(example.paths[stream ? 0 : 1], example.body(stream), example.headers);
  return { request, ...findDialect(request)! };
}

function bodyOf(answer: Parameters<typeof answerScript>[0]): { head: string; body: string } {
  const bytes = answerScript(answer).steps.map(stepBytes).join("");
  const end = bytes.indexOf("\r\n\r\n");
  return { head: bytes.slice(0, end), body: bytes.slice(end + 4) };
}

/** What the example's reader must find in an answer. */
function expected(example: DialectExample, facts: AnswerFacts) {
  const reasoning = textOf(facts.plan, "reasoning");
  const text = textOf(facts.plan, "content");
  const finishes = { length: example.finishes?.[0], stop: example.finishes?.[1] };
  return {
    text: example.reasons ? text : reasoning + text,
    reasoning: example.reasons ? reasoning : "",
    usage: example.countsTokens ? [5, 10] : null,
    finish: finishes[facts.finishReason] ?? null,
  };
}

Deno.test("every dialect but the one with two URLs has an example here", () => {
  const shown = new Set(EXAMPLES.map(({ id }) => id));
  assert.deepEqual(DIALECTS.map(({ id }) => id).filter((id) => !shown.has(id)), ["replicate"]);
});

for (const example of EXAMPLES) {
  const name = `${example.id} at ${example.paths[0]}`;

  Deno.test(`${name}: the path says which dialect a request is in, and it is read`, () => {
    for (const stream of [true, false]) {
      const { dialect, route, request } = find(example, stream);
      assert.equal(dialect.id, example.id);
      const call = dialect.readCall(request, route, ["sim"]);
      assert.equal(call.stream, stream);
      assert.equal(call.maxTokens, 10);
      assert.equal(call.texts.at(-1), "hi");
      assert.equal(call.lastUserText, "hi");
    }
  });

  Deno.test(`${name}: a stream holds text, usage and finish reason as its readers expect`, () => {
    for (const profile of ["deterministic", "reasoning"] as const) {
      for (const finishReason of ["length", "stop"] as const) {
        const facts = answerFacts(profile, { finishReason });
        const { dialect } = find(example, true);
        const { head, body } = bodyOf(streamedAnswer(dialect, facts, CARRIAGE));
        const contentType = /^Content-Type: (.*)$/m.exec(head)![1]!.trim();
        const read = example.readStream(cutEvents(contentType, body));
        assert.deepEqual(read, expected(example, facts));
      }
    }
  });

  Deno.test(`${name}: each text leaves at its planned time, and the sorts say what carries text`, () => {
    const { dialect } = find(example, true);
    const facts = answerFacts("reasoning");
    const { body } = streamedAnswer(dialect, facts, CARRIAGE);
    const texts = body.filter(({ event }) =>
      event?.sort === "content" || event?.sort === "reasoning"
    );
    assert.deepEqual(texts.map(({ atMs }) => atMs), facts.plan.events.map(({ atMs }) => atMs));
    assert.ok(texts.every(({ event }) => event!.tokens === 1));
    const reasoning = texts.filter(({ event }) => event!.sort === "reasoning").length;
    assert.equal(reasoning, example.reasons ? 4 : 0);
  });

  Deno.test(`${name}: the answer in one piece says the same`, () => {
    for (const profile of ["deterministic", "reasoning"] as const) {
      const facts = answerFacts(profile, { finishReason: "stop" });
      const { dialect } = find(example, false);
      const { body } = bodyOf(unstreamedAnswer(dialect, facts, CARRIAGE));
      assert.deepEqual(example.readWhole(JSON.parse(body)), expected(example, facts));
    }
  });

  Deno.test(`${name}: text beyond ASCII, quotes and line breaks survive`, () => {
    const facts = answerFacts("deterministic");
    const text = ' "é\n€\\𝄞\u2028';
    const odd = { ...facts, plan: { ...facts.plan, events: [{ ...facts.plan.events[0]!, text }] } };
    const { dialect } = find(example, true);
    const { body } = bodyOf(streamedAnswer(dialect, odd, CARRIAGE));
    const read = example.readStream(cutEvents(dialect.framing.contentType, body));
    assert.equal(read.text, text);
  });

  Deno.test(`${name}: the key is taken in the API's own header, and no other key`, () => {
    const { dialect, request } = find(example, true);
    const authorized = (headers: Record<string, string>, key: string) =>
      dialect.isAuthorized({ ...request, headers: new Map(Object.entries(headers)) }, key);
    for (const headers of example.keyHeaders) {
      assert.equal(authorized(headers, "k1"), true, JSON.stringify(headers));
      assert.equal(authorized(headers, "k2"), false);
    }
    assert.equal(authorized({}, "k1"), false);
    assert.equal(authorized({ "x-some-key": "k1" }, "k1"), false);
  });

  Deno.test(`${name}: errors are worded as the API words them`, () => {
    const { dialect } = find(example, true);
    for (const status of [400, 401, 429, 500, 529]) {
      assert.equal(example.readError(dialect.errorBody(status, "it broke", null)), "it broke");
    }
    const [event, ...more] = cutEvents(dialect.framing.contentType, dialect.errorEvent("it broke"));
    assert.equal(example.readErrorEvent(event!), "it broke");
    assert.deepEqual(more, []);
  });

  Deno.test(`${name}: bad requests are refused`, () => {
    const refuses = (target: string, body: unknown, status: number, models = ["sim"]) => {
      const request = requestOf(target, body, example.headers);
      const found = findDialect(request);
      if (found === null) return;
      assert.throws(() => found.dialect.readCall(request, found.route, models), (error) => {
        assert.ok(error instanceof CallRefused);
        assert.equal(error.status, status, error.message);
        return true;
      });
    };
    const [path] = example.paths;
    const body = example.body(true);
    refuses(path, "{nonsense", 400);
    refuses(path, [body], 400);
    refuses(path, {}, 400);
    if (!example.oneModel) refuses(path, body, 404, ["another"]);
  });

  Deno.test(`${name}: odd events are events of the dialect, and hold no text`, () => {
    const { dialect } = find(example, true);
    for (const bytes of Object.values(dialect.odd)) {
      assert.equal(cutEvents(dialect.framing.contentType, bytes).length, 1, bytes);
    }
  });
}

Deno.test("a request that is in no dialect is found in none", () => {
  for (const target of ["/", "/v1/chat", "/v1/models/sim", "/model//converse", "/generate/"]) {
    assert.equal(findDialect(requestOf(target, {})), null, target);
  }
  const get = { ...requestOf("/v1/chat/completions", {}), method: "GET" };
  assert.equal(findDialect(get), null);
});

Deno.test("what each API requires beside the prompt is required here", () => {
  const refusal = (id: string, drop: "header" | "max_tokens" | "alt") => {
    const example = EXAMPLES.find((example) => example.id === id)!;
    const { max_tokens, ...rest } = example.body(true);
    const request = requestOf(
      drop === "alt" ? example.paths[0].split("?")[0]! : example.paths[0],
      drop === "max_tokens" ? rest : { ...rest, max_tokens },
      drop === "header" ? {} : example.headers,
    );
    const { dialect, route } = findDialect(request)!;
    return () => dialect.readCall(request, route, ["sim"]);
  };
  assert.throws(refusal("anthropic-messages", "header"), /anthropic-version: header is required/);
  assert.throws(refusal("anthropic-messages", "max_tokens"), /max_tokens: field required/);
  assert.throws(refusal("google-gemini", "alt"), /add \?alt=sse/);
});

Deno.test("Gemini's limit of tokens is read in both of its spellings", () => {
  const contents = [{ role: "user", parts: [{ text: "hi" }] }];
  const target = "/v1beta/models/sim:generateContent";
  for (
    const body of [
      { contents, generationConfig: { maxOutputTokens: 7 } },
      { contents, generationConfig: { max_output_tokens: 7 } },
      { contents, generation_config: { max_output_tokens: 7 } },
    ]
  ) {
    const request = requestOf(target, body);
    const { dialect, route } = findDialect(request)!;
    assert.equal(dialect.readCall(request, route, ["sim"]).maxTokens, 7);
  }
});
