import assert from "node:assert/strict";
import fc from "fast-check";
import { awsSagemaker } from "../../../../providers/protocols/aws_sagemaker.ts";
import type {
  EventContent,
  GenerationRequest,
  Json,
} from "../../../../providers/protocols/protocol.ts";

const BASE = new URL("https://runtime.sagemaker.us-east-1.amazonaws.com");
const REQUEST: GenerationRequest = {
  model: "my-llama-endpoint",
  messages: [{ role: "system", content: "Be brief." }, { role: "user", content: "Hello" }],
  maxTokens: 150,
  stream: true,
  samplingParams: {},
};

const utf8 = (text: string) => new TextEncoder().encode(text);

function bodyOf(samplingParams: Record<string, Json>, stream = true): Json {
  return JSON.parse(
    awsSagemaker.buildRequest(BASE, { ...REQUEST, stream, samplingParams }, { kind: "none" }, 0)
      .body,
  );
}

/** What is read of a container's bytes when SageMaker passes them on in these pieces. */
function readParts(parts: Uint8Array[]): EventContent {
  const read = awsSagemaker.createReader();
  const all: EventContent = {};
  for (const bytes of parts) {
    const { text, reasoning, ...rest } = read({
      name: "PayloadPart",
      data: new TextDecoder().decode(bytes),
      bytes,
    });
    if (text !== undefined) all.text = (all.text ?? "") + text;
    if (reasoning !== undefined) all.reasoning = (all.reasoning ?? "") + reasoning;
    Object.assign(all, rest);
    if (all.end || all.error !== undefined) break;
  }
  return all;
}

function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

Deno.test("a prompt goes to the endpoint's stream, or asks for a whole answer", () => {
  const streamed = awsSagemaker.buildRequest(BASE, REQUEST, { kind: "none" }, 0);
  assert.equal(streamed.url.pathname, "/endpoints/my-llama-endpoint/invocations-response-stream");
  assert.deepEqual(streamed.headers, {
    "content-type": "application/json",
    accept: "application/vnd.amazon.eventstream",
  });
  const whole = awsSagemaker.buildRequest(BASE, { ...REQUEST, stream: false }, { kind: "none" }, 0);
  assert.equal(whole.url.pathname, "/endpoints/my-llama-endpoint/invocations");
  assert.equal(whole.headers.accept, "application/json");
});

Deno.test("a signature is made for SageMaker in the host's region", () => {
  const { headers } = awsSagemaker.buildRequest(
    BASE,
    REQUEST,
    { kind: "aws", accessKeyId: "AKID", secretAccessKey: "s", sessionToken: null },
    Date.UTC(2026, 0, 2),
  );
  assert.match(headers.authorization!, /AKID\/20260102\/us-east-1\/sagemaker\/aws4_request/);
});

Deno.test("the prompt is sent as inputs, with sampling parameters beside the limit", () => {
  assert.deepEqual(bodyOf({ top_p: 0.9, parameters: { seed: 1 }, adapters: ["a"] }), {
    inputs: "Be brief.\n\nHello",
    parameters: { max_new_tokens: 150, details: true, top_p: 0.9, seed: 1 },
    stream: true,
    adapters: ["a"],
  });
  assert.deepEqual(bodyOf({ parameters: null }, false), {
    inputs: "Be brief.\n\nHello",
    stream: false,
  });
});

Deno.test("temperature 0, which TGI refuses, is said as TGI wants it", () => {
  assert.deepEqual(bodyOf({ temperature: 0 }), {
    inputs: "Be brief.\n\nHello",
    parameters: { max_new_tokens: 150, details: true, do_sample: false },
    stream: true,
  });
});

Deno.test("without inputs the prompt is sent as messages", () => {
  assert.deepEqual(bodyOf({ inputs: null, temperature: 0, model: "m" }), {
    messages: REQUEST.messages,
    max_tokens: 150,
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0,
    model: "m",
  });
  assert.deepEqual(bodyOf({ inputs: null }, false), {
    messages: REQUEST.messages,
    max_tokens: 150,
    stream: false,
  });
});

Deno.test("sampling parameters may not set what the workload sets", () => {
  for (const wrong of [{ inputs: "x" }, { stream: false }, { parameters: { inputs: "x" } }]) {
    assert.throws(() => bodyOf(wrong), /^TypeError: sampling parameters must not set "/);
  }
  for (const field of ["messages", "stream", "n"]) {
    assert.throws(
      () => bodyOf({ inputs: null, [field]: 2 }),
      new RegExp(`^TypeError: sampling parameters must not set "${field}"`),
    );
  }
});

const token = (text: string, more: Record<string, Json> = {}) =>
  JSON.stringify({ token: { id: 1, text, logprob: -0.1, special: false }, ...more });
const LAST = {
  generated_text: "Café 🙂!",
  details: { finish_reason: "length", generated_tokens: 3, input_length: 9 },
};
const USAGE = {
  inputTokens: 9,
  outputTokens: 3,
  reasoningTokens: null,
  cachedInputTokens: null,
};
const TGI = [token("Caf"), token("é 🙂"), token("!", LAST)];
const chat = (delta: Json, finish: string | null = null) =>
  JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] });

/** What containers say, and what is to be read of it. */
const CONTAINERS: Record<string, { body: string; says: EventContent }> = {
  "TGI's server-sent events": {
    body: TGI.map((json) => `data:${json}\n\n`).join(""),
    says: { text: "Café 🙂!", finishReason: "length", usage: USAGE, end: true },
  },
  "LMI's JSON lines": {
    body: [
      '{"token":{"id":304,"text":"Café ","log_prob":-0.05}}',
      '{"token":{"id":2,"text":"</s>","log_prob":-0.1,"special_token":true}}',
      '{"token":{"id":5,"text":"🙂!","log_prob":-0.6},"generated_text":"Café 🙂!",' +
      '"details":{"finish_reason":"eos_token","generated_tokens":3,"inputs":"Hello"}}',
    ].join("\n"),
    says: {
      text: "Café 🙂!",
      finishReason: "eos_token",
      usage: { ...USAGE, inputTokens: null },
      end: true,
    },
  },
  "a chat's server-sent events": {
    body: [
      chat({ role: "assistant", content: "" }),
      chat({ reasoning_content: "Hm 🙂" }),
      chat({ content: "Café " }),
      chat({ content: "🙂!" }, "stop"),
      '{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3}}',
      "[DONE]",
      chat({ content: "after the end" }),
    ].map((json) => `data: ${json}\r\n\r\n`).join(""),
    says: {
      text: "Café 🙂!",
      reasoning: "Hm 🙂",
      finishReason: "stop",
      usage: USAGE,
      end: true,
    },
  },
};

Deno.test.each(Object.entries(CONTAINERS))(
  "%s are read whole, wherever SageMaker cuts them",
  (_, { body, says }) => {
    const bytes = utf8(body);
    assert.deepEqual(readParts([bytes]), says);
    assert.deepEqual(readParts(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))), says);
    fc.assert(fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
      assert.deepEqual(readParts(cut(bytes, cuts)), says);
    }));
  },
);

Deno.test("a special token is no text", () => {
  const special = '{"token":{"id":2,"text":"</s>","logprob":0,"special":true}}\n';
  assert.deepEqual(readParts([utf8(special)]), {});
});

Deno.test("errors of the container and of SageMaker are errors in the stream", () => {
  const cases: [string, string][] = [
    [
      'data:{"error":"Request failed during generation","error_type":"generation"}\n\n',
      "Request failed during generation",
    ],
    ['{"error":"bad parameter","code":424}', "bad parameter"],
    ['data: {"object":"error","message":"engine is dead"}\n\n', "engine is dead"],
    [
      '{"token":{"id":-1,"text":"","log_prob":-1,"special_token":true},"generated_text":"",' +
      '"details":{"finish_reason":"error","generated_tokens":null,"inputs":null}}\n',
      'the answer ended with finish reason "error"',
    ],
  ];
  for (const [body, error] of cases) {
    assert.equal(readParts([utf8(token("Hi") + "\n"), utf8(body)]).error, error);
  }
  const read = awsSagemaker.createReader();
  assert.deepEqual(
    read({
      name: "exception:ModelStreamError",
      data: '{"Message":"the model closed the connection","ErrorCode":"StreamBroken"}',
      bytes: new Uint8Array(),
    }),
    { error: "ModelStreamError: StreamBroken: the model closed the connection" },
  );
});

Deno.test("an answer of a container asked directly is read without SageMaker's messages", () => {
  const read = awsSagemaker.createReader();
  assert.deepEqual(read({ name: null, data: TGI[0]! }), { text: "Caf" });
  assert.deepEqual(read({ name: null, data: "[DONE]" }), { end: true });
});

Deno.test("an event of another name says nothing, and other JSON is malformed", () => {
  const read = awsSagemaker.createReader();
  assert.deepEqual(read({ name: "Heartbeat", data: "", bytes: utf8("x") }), {});
  for (const body of ['{"outputs":["Hi"]}\n', '{"token":"Hi"}\n', "plain text\n"]) {
    assert.throws(() => readParts([utf8(body)]), SyntaxError);
  }
});

Deno.test("whole answers are read as TGI, LMI and chats give them", () => {
  const details = { finish_reason: "length", generated_tokens: 3 };
  const expected = {
    text: "Hi",
    finishReason: "length",
    usage: { ...USAGE, inputTokens: null },
  };
  const answer = JSON.stringify({ generated_text: "Hi", details });
  assert.deepEqual(awsSagemaker.readBody(answer), expected);
  assert.deepEqual(awsSagemaker.readBody(` [${answer}]\n`), expected);
  assert.deepEqual(
    awsSagemaker.readBody('{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}'),
    { text: "Hi", finishReason: "stop" },
  );
  assert.deepEqual(awsSagemaker.readBody('{"error":"bad","code":424}'), { error: "bad" });
  for (const body of ["", "[]", "[1]", "{}", '{"generated_text":null}', "nope"]) {
    assert.throws(() => awsSagemaker.readBody(body), SyntaxError);
  }
});

Deno.test("sagemaker: AWS's error in the body of a success is an error", () => {
  assert.deepEqual(awsSagemaker.readBody('{"message":"no such endpoint"}'), {
    error: "no such endpoint",
  });
});
