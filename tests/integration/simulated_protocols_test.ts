import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import {
  DIALECTS,
  type SimulatedProvider,
  type SimulatedProviderOptions,
  startSimulatedProvider,
} from "../../providers/simulated/mod.ts";
import { cutEvents } from "../unit/providers/simulated/dialects/cut_events.ts";
import {
  type DialectExample,
  EXAMPLES,
} from "../unit/providers/simulated/dialects/dialect_examples.ts";

async function withProvider(
  options: SimulatedProviderOptions,
  use: (provider: SimulatedProvider) => Promise<void>,
): Promise<void> {
  const provider = await startSimulatedProvider({ ttftMs: 5, itlMs: 1, ...options });
  try {
    await use(provider);
  } finally {
    await provider.stop();
  }
}

function ask(
  provider: SimulatedProvider,
  example: DialectExample,
  stream: boolean,
  headers: Record<string, string> = {},
) {
  return fetch(provider.url + example.paths[stream ? 0 : 1], {
    method: "POST",
    headers: { "content-type": "application/json", ...example.headers, ...headers },
    body: JSON.stringify(example.body(stream)),
    signal: AbortSignal.timeout(10_000),
  });
}

async function readStream(response: Response, example: DialectExample) {
  const bytes = Buffer.from(await response.arrayBuffer()).toString("latin1");
  return example.readStream(cutEvents(response.headers.get("content-type")!, bytes));
}

Deno.test("one provider at one origin speaks every protocol, and its truth knows what was sent", async () => {
  await withProvider({ profile: "reasoning" }, async (provider) => {
    for (const [number, example] of EXAMPLES.entries()) {
      const id = `p${number}`;
      const response = await ask(provider, example, true, { "x-request-id": id });
      assert.equal(response.status, 200, example.id);
      const read = await readStream(response, example);
      assert.equal((read.reasoning + read.text).split(" ").length, 11, example.id);
      if (example.countsTokens) {
        const { requests } = await provider.truth();
        assert.deepEqual(read.usage, [requests[id]!.prompt_tokens, 10], example.id);
      }
    }
  });
});

Deno.test("every protocol's answer in one piece says what its stream says", async () => {
  for (const example of EXAMPLES) {
    const texts: string[] = [];
    for (const stream of [true, false]) {
      await withProvider({ seed: 4 }, async (provider) => {
        const response = await ask(provider, example, stream);
        const read = stream
          ? await readStream(response, example)
          : example.readWhole(await response.json());
        texts.push(read.text);
      });
    }
    assert.equal(texts[0], texts[1], example.id);
  }
});

Deno.test("a wrong key is refused in every protocol, in its own words", async () => {
  await withProvider({ apiKey: "k1" }, async (provider) => {
    for (const example of EXAMPLES) {
      const refused = await ask(provider, example, true, { authorization: "Bearer k2" });
      assert.equal(refused.status, 401, example.id);
      assert.equal(example.readError(await refused.json()), "Incorrect API key provided");
      for (const headers of example.keyHeaders) {
        const accepted = await ask(provider, example, true, headers);
        assert.equal(accepted.status, 200, example.id);
        await accepted.body!.cancel();
      }
    }
  });
});

Deno.test("AWS names its errors in a header", async () => {
  await withProvider({ faults: [{ name: "http_429" }] }, async (provider) => {
    for (const id of ["aws-bedrock", "aws-sagemaker"]) {
      const example = EXAMPLES.find((example) => example.id === id)!;
      const response = await ask(provider, example, true);
      assert.equal(response.headers.get("x-amzn-errortype"), "ThrottlingException");
      assert.equal(example.readError(await response.json()), "rate limit reached");
    }
  });
});

Deno.test("Replicate streams from the URL that its first answer names", async () => {
  await withProvider({ apiKey: "k1" }, async (provider) => {
    const first = await fetch(`${provider.url}/v1/models/lapboard/sim/predictions`, {
      method: "POST",
      headers: { authorization: "Bearer k1" },
      body: JSON.stringify({ stream: true, input: { prompt: "hi", max_tokens: 10 } }),
    });
    assert.equal(first.status, 201);
    const { urls } = await first.json();
    assert.equal(new URL(urls.stream).origin, provider.url);
    const events = cutEvents("text/event-stream", await (await fetch(urls.stream)).text());
    assert.deepEqual(events.map(({ name }) => name), [...Array(10).fill("output"), "done"]);
  });
});

Deno.test("models are listed as OpenAI and as Ollama list them", async () => {
  await withProvider({ models: ["a", "b"] }, async (provider) => {
    const openAi = await (await fetch(`${provider.url}/v1/models`)).json();
    assert.deepEqual(openAi.data.map(({ id }: { id: string }) => id), ["a", "b"]);
    const ollama = await (await fetch(`${provider.url}/api/tags`)).json();
    assert.deepEqual(ollama.models.map(({ name }: { name: string }) => name), ["a", "b"]);
  });
});

Deno.test("a fault that means nothing in a protocol leaves the answer as it is, and the truth says so", async () => {
  const example = EXAMPLES.find(({ id }) => id === "google-gemini")!;
  await withProvider({ faults: [{ name: "end_mark_twice" }] }, async (provider) => {
    const read = await readStream(await ask(provider, example, true), example);
    assert.equal(read.finish, "MAX_TOKENS");
    const [request] = Object.values((await provider.truth()).requests);
    assert.equal(request!.fault, null);
  });
});

Deno.test("the protocols have names that differ", () => {
  assert.equal(new Set(DIALECTS.map(({ id }) => id)).size, DIALECTS.length);
});
