import assert from "node:assert/strict";
import {
  FAULTS,
  type SimulatedProvider,
  type SimulatedProviderOptions,
  startSimulatedProvider,
  startSimulatedProviderWorker,
} from "../../providers/simulated/mod.ts";

const QUICK: SimulatedProviderOptions = { ttftMs: 20, itlMs: 4 };

async function withProvider(
  options: SimulatedProviderOptions,
  use: (provider: SimulatedProvider) => Promise<void>,
): Promise<void> {
  const provider = await startSimulatedProvider({ ...QUICK, ...options });
  try {
    await use(provider);
  } finally {
    await provider.stop();
  }
}

function ask(provider: SimulatedProvider, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${provider.baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
}

const CHAT = {
  model: "sim",
  stream: true,
  stream_options: { include_usage: true },
  max_tokens: 10,
  messages: [{ role: "user", content: "Say something." }],
};

Deno.test("a stream arrives as planned, and the truth says when each event left", async () => {
  await withProvider({}, async (provider) => {
    const response = await ask(provider, CHAT, {
      "x-request-id": "mine",
      "x-lapboard-index": "17",
    });
    assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
    const events = (await response.text()).split("\n\n").filter((event) => event !== "");
    assert.equal(events.length, 14);
    assert.equal(events.at(-1), "data: [DONE]");
    const usage = JSON.parse(events.at(-2)!.slice(6)).usage;
    assert.deepEqual([usage.prompt_tokens, usage.completion_tokens], [3, 10]);

    const truth = await (await fetch(`${provider.url}/truth`)).json();
    const request = truth.requests.mine;
    assert.equal(request.index, "17");
    assert.equal(request.prompt_tokens, 3);
    assert.equal(request.output_tokens, 10);
    const sorts = request.events.map((event: { sort: string }) => event.sort);
    assert.deepEqual(sorts, ["role", ...Array(10).fill("content"), "finish", "usage", "done"]);
    let nominal = request.received_ms + 20;
    for (const event of request.events.slice(1, 11)) {
      assert.ok(Math.abs(event.planned_ms - nominal) < 0.01);
      assert.ok(event.sent_ms >= event.planned_ms, "nothing leaves early");
      nominal += 4;
    }
    assert.ok(request.head_sent_ms < request.events[1].sent_ms);
    const unixMs = truth.clock_origin_unix_ms + request.end_ms;
    assert.ok(Math.abs(unixMs - Date.now()) < 5000, "the clock's origin is in Unix time");
  });
});

Deno.test("an answer in one piece has the same text as the stream of the same seed", async () => {
  const texts: string[] = [];
  for (const stream of [true, false]) {
    await withProvider({ seed: 9 }, async (provider) => {
      const answer = await (await ask(provider, { ...CHAT, stream })).text();
      texts.push(
        stream
          ? [...answer.matchAll(/"content":"([^"]*)"/g)].map((match) => match[1]).join("")
          : JSON.parse(answer).choices[0].message.content,
      );
    });
  }
  assert.equal(texts[0], texts[1]);
  assert.equal(texts[0]!.split(" ").length, 11);
});

Deno.test("one connection serves request after request, also when they are sent ahead", async () => {
  await withProvider({ ttftMs: 5, itlMs: 1 }, async (provider) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: provider.port });
    const body = JSON.stringify(CHAT);
    const one =
      `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    await connection.write(new TextEncoder().encode(one.repeat(5)));
    let received = "";
    const buffer = new Uint8Array(65_536);
    while (received.split("data: [DONE]").length < 6) {
      const read = await connection.read(buffer);
      assert.ok(read !== null);
      received += new TextDecoder().decode(buffer.subarray(0, read));
    }
    const { server, requests } = await provider.truth();
    assert.equal(Object.keys(requests).length, 5);
    assert.equal(server.connections_accepted, 1);
  });
});

Deno.test("engine-steps: streams that began at different times send in the same instants", async () => {
  await withProvider({ profile: "engine-steps", itlMs: 20 }, async (provider) => {
    await Promise.all([0, 7, 13].map(async (delayMs) => {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      await (await ask(provider, CHAT)).body?.cancel();
    }));
    const { requests } = await provider.truth();
    for (const { events } of Object.values(requests)) {
      const step = events[3]!.planned_ms / 20;
      assert.ok(Math.abs(step - Math.round(step)) < 0.001);
    }
  });
});

Deno.test("bad requests get what a real API answers", async () => {
  await withProvider({ apiKey: "k1", models: ["sim", "other"] }, async (provider) => {
    const key = { authorization: "Bearer k1" };
    const cases = [
      [{ authorization: "Bearer k2" }, CHAT, 401, "invalid_api_key"],
      [{}, CHAT, 401, "invalid_api_key"],
      [key, "{nonsense", 400, null],
      [key, { ...CHAT, model: "gpt-9" }, 404, "model_not_found"],
      [key, { ...CHAT, model: "other", stream: false }, 200, undefined],
    ] as const;
    for (const [headers, body, status, code] of cases) {
      const response = await ask(provider, body, headers);
      assert.equal(response.status, status);
      assert.equal((await response.json()).error?.code, code);
    }
    const models = await (await fetch(`${provider.baseUrl}/models`)).json();
    assert.deepEqual(models.data.map((model: { id: string }) => model.id), ["sim", "other"]);
    const nowhere = await fetch(`${provider.url}/v2/chat`);
    assert.equal(nowhere.status, 404);
    assert.match((await nowhere.json()).error.message, /there is no GET \/v2\/chat/);
    assert.equal((await (await fetch(`${provider.url}/healthz`)).json()).status, "ok");
  });
});

Deno.test("odd targets are not found, and Connection: close is obeyed", async () => {
  await withProvider({}, async (provider) => {
    for (const target of ["//", "http://[", "/truth?id=%"]) {
      using connection = await Deno.connect({ hostname: "127.0.0.1", port: provider.port });
      await connection.write(
        new TextEncoder().encode(`GET ${target} HTTP/1.1\r\nConnection: close\r\n\r\n`),
      );
      const answer = await new Response(connection.readable).text();
      assert.match(answer, target.startsWith("/truth") ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 404 /);
      assert.match(answer, /\r\nConnection: close\r\n/);
    }
  });
});

Deno.test("bytes that are no HTTP request are refused and the connection closed", async () => {
  await withProvider({}, async (provider) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: provider.port });
    await connection.write(new TextEncoder().encode("hello there\r\n\r\n"));
    const buffer = new Uint8Array(4096);
    const read = await connection.read(buffer);
    assert.match(new TextDecoder().decode(buffer.subarray(0, read!)), /^HTTP\/1\.1 400 /);
    assert.equal(await connection.read(buffer), null);
  });
});

Deno.test("under every fault at once the server goes on, and accounts for every request", async () => {
  const faults = Object.keys(FAULTS).map((name) => ({ name, rate: 0.02 }));
  await withProvider({ ttftMs: 5, itlMs: 1, faults }, async (provider) => {
    // A client on a busy machine may give up before its request was ever received.
    const answered: string[] = [];
    await Promise.all(Array.from({ length: 30 }, async (_, client) => {
      for (let i = 0; i < 10; i++) {
        const id = `c${client}-${i}`;
        try {
          const response = await fetch(`${provider.baseUrl}/chat/completions`, {
            method: "POST",
            body: JSON.stringify({ ...CHAT, stream: i % 2 === 0 }),
            headers: { "x-request-id": id },
            signal: AbortSignal.timeout(300),
          });
          answered.push(id);
          await response.text();
        } catch (error) {
          assert.ok(error instanceof TypeError || (error as Error).name === "TimeoutError");
        }
      }
    }));
    const { requests } = await provider.truth();
    assert.ok(answered.length > 0 && answered.every((id) => id in requests));
    const played = new Set(Object.values(requests).map((request) => request.fault));
    assert.ok(played.size > 30, [...played].join(" "));
    const health = await (await fetch(`${provider.url}/healthz`)).json();
    assert.equal(health.status, "ok");
  });
});

Deno.test("faults of a stream leave an answer in one piece alone", async () => {
  await withProvider({ faults: [{ name: "error_event" }] }, async (provider) => {
    const response = await ask(provider, { ...CHAT, stream: false });
    assert.equal((await response.json()).usage.completion_tokens, 10);
    const [request] = Object.values((await provider.truth()).requests);
    assert.equal(request!.fault, null);
  });
});

Deno.test("a client that goes away ends its stream, and the truth says so", async () => {
  await withProvider({ itlMs: 50 }, async (provider) => {
    const response = await ask(provider, { ...CHAT, max_tokens: 1000 });
    await response.body!.cancel();
    let request;
    for (let i = 0; i < 100 && request?.end_ms == null; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      [request] = Object.values((await provider.truth()).requests);
    }
    assert.equal(request!.aborted, true);
    assert.ok(request!.output_tokens < 100);
  });
});

Deno.test("check questions are answered right as often as told", async () => {
  const question = {
    ...CHAT,
    stream: false,
    max_tokens: 50,
    messages: [{
      role: "user",
      content: "Work out the result. Print it in digits first.\nExpression: 40 + 2",
    }],
  };
  await withProvider({ ttftMs: 0, itlMs: 0, correctRate: 0.5 }, async (provider) => {
    const answers = await Promise.all(Array.from({ length: 60 }, async () => {
      const { choices } = await (await ask(provider, question)).json();
      return choices[0].message.content as string;
    }));
    const right = answers.filter((answer) => answer === "42").length;
    assert.ok(right > 15 && right < 45, String(right));
    for (const answer of answers) assert.match(answer, /^(42|43, or perhaps 42)$/);
  });
});

Deno.test("threads on one port serve together; the truth of all comes from any of them", async () => {
  const provider = await startSimulatedProviderWorker({ ...QUICK, workers: 2 });
  try {
    await Promise.all(Array.from({ length: 12 }, async (_, i) => {
      using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
      const response = await fetch(`${provider.baseUrl}/chat/completions`, {
        method: "POST",
        body: JSON.stringify(CHAT),
        headers: { "x-request-id": `r${i}` },
        client,
      });
      await response.text();
    }));
    const truth = await (await fetch(`${provider.url}/truth`)).json();
    assert.equal(truth.server.workers, 2);
    assert.equal(Object.keys(truth.requests).length, 12);
    const numbers = Object.values(truth.requests as Record<string, { number: number }>)
      .map((request) => request.number);
    assert.deepEqual(numbers, Array.from({ length: 12 }, (_, n) => n));
    for (const request of Object.values((await provider.truth()).requests)) {
      const unixMs = truth.clock_origin_unix_ms + request.end_ms!;
      assert.ok(Math.abs(unixMs - Date.now()) < 5000, "all threads use one clock");
    }
    const one = await (await fetch(`${provider.url}/truth?id=r3`)).json();
    assert.deepEqual(Object.keys(one.requests), ["r3"]);
    await (await fetch(`${provider.url}/truth`, { method: "DELETE" })).text();
    assert.deepEqual((await provider.truth()).requests, {});
  } finally {
    await provider.stop();
  }
});

Deno.test("threads do not join a port on which somebody listens", async () => {
  await withProvider({}, async ({ port }) => {
    for (const workers of [1, 2]) {
      await assert.rejects(startSimulatedProviderWorker({ port, workers }), { code: "EADDRINUSE" });
    }
  });
});

Deno.test("stop() ends running streams at once", async () => {
  const provider = await startSimulatedProvider({ ttftMs: 5, itlMs: 1000 });
  const response = await ask(provider, CHAT);
  await provider.stop();
  await assert.rejects(response.text());
});
