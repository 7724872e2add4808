import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createWorkload,
  findWorkload,
  tokenizer,
  type Workload,
  WorkloadError,
  type WorkloadSpec,
} from "../../../../../jobs/workloads/mod.ts";
import { loadDataset } from "../../../../../jobs/workloads/data/mod.ts";

const DATA = fileURLToPath(new URL("../../../../testing/datasets", import.meta.url));
type DatasetSpec = Extract<WorkloadSpec, { kind: "dataset" }>;

function specOf(name: string, more: Partial<DatasetSpec> = {}): DatasetSpec {
  const spec = findWorkload(join(DATA, name));
  assert.ok(spec.kind === "dataset");
  return { ...spec, order: "file", ...more };
}

const create = (name: string, more: Partial<DatasetSpec> = {}, seed = 1): Promise<Workload> =>
  createWorkload(specOf(name, more), { seed });

/** Loads text in pieces of so many bytes, as a disk or a pipe may give it. */
function load(text: string | Uint8Array, more: Partial<DatasetSpec> = {}, piece = 1 << 16) {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const pieces = Array.from(
    { length: Math.ceil(bytes.length / piece) },
    (_, at) => bytes.slice(at * piece, (at + 1) * piece),
  );
  return loadDataset(specOf("prompts.jsonl", more), ReadableStream.from(pieces), "f.jsonl");
}

async function refusal(
  text: string | Uint8Array,
  more: Partial<DatasetSpec> = {},
): Promise<string> {
  try {
    await load(text, more);
  } catch (error) {
    assert.ok(error instanceof WorkloadError, String(error));
    assert.doesNotMatch(error.message, /\n/);
    assert.ok(error.message.length < 400, error.message);
    return error.message;
  }
  assert.fail("accepted");
}

Deno.test("ShareGPT's first question is sent, with room for the recorded answer", async () => {
  const workload = await create("sharegpt.json");
  const requests = [0, 1, 2].map((index) => workload.request(index));
  assert.equal(workload.size, 3);
  assert.deepEqual(requests.map(({ messages }) => messages), [
    [{ role: "user", content: "When are tomatoes sown?" }],
    [{ role: "user", content: 'Write "{[\\" backwards.\nPlease.' }],
    [
      { role: "system", content: "Answer in one word." },
      { role: "user", content: "Capital of France?" },
    ],
  ]);
  const answer = "Indoors from late winter on, outdoors after the last frost.";
  assert.deepEqual(requests.map(({ maxTokens }) => maxTokens), [
    tokenizer.count(answer),
    tokenizer.count('It is "\\[{".'),
    256,
  ]);
  assert.equal(requests[2]!.prompt, "Capital of France?");
  assert.equal(
    requests[2]!.inputTokens,
    tokenizer.count("Answer in one word.") + tokenizer.count("Capital of France?"),
  );
  assert.deepEqual(workload.description["skipped"], {
    "nothing said by a user": 1,
    "an unknown speaker": 1,
  });
  assert.equal(requests[0]!.conversation, null);
});

Deno.test("a line's prompt is sent as it is, its length asked for where it states one", async () => {
  const workload = await create("prompts.jsonl");
  const requests = [0, 1, 2].map((index) => workload.request(index));
  assert.deepEqual(requests.map(({ prompt, maxTokens }) => [prompt, maxTokens]), [
    ["Name three rivers of Europe.", 40],
    ["Zähle bis fünf. 🧮", 20],
    ["Why is the sky blue?", 256],
  ]);
  for (const { prompt, inputTokens } of requests) {
    assert.equal(tokenizer.count(prompt), inputTokens);
  }
  assert.match(workload.notes.join(), /begin again after 3 requests/);
  assert.equal(workload.request(4).prompt, requests[1]!.prompt);
});

Deno.test("a conversation is a request a turn, each with what was said before it", async () => {
  const workload = await create("conversations.jsonl");
  assert.equal(workload.size, 6);
  const requests = Array.from({ length: 6 }, (_, index) => workload.request(index));
  assert.deepEqual(
    requests.map(({ conversation }) => [conversation!.id, conversation!.turn, conversation!.turns]),
    [["trip", 0, 3], ["soup", 0, 2], ["one", 0, 1], ["trip", 1, 3], ["soup", 1, 2], ["trip", 2, 3]],
  );
  assert.deepEqual(
    requests.map(({ conversation }) => [conversation!.follows, conversation!.thinkMs]),
    [[null, 0], [null, 0], [null, 0], [0, 4000], [1, 0], [3, 2500.5]],
  );
  assert.deepEqual(requests[5]!.messages.map(({ role }) => role), [
    "system",
    "user",
    "assistant",
    "user",
    "assistant",
    "user",
  ]);
  for (const { messages, inputTokens } of requests) {
    const tokens = messages.reduce((sum, { content }) => sum + tokenizer.count(content), 0);
    assert.equal(inputTokens, tokens);
  }
  // The recorded answers' lengths, then what the record and the workload ask for.
  assert.deepEqual(requests.map(({ maxTokens }) => maxTokens), [
    tokenizer.count("Day one: Alfama. Day two: Belém."),
    tokenizer.count("Leek and potato."),
    256,
    tokenizer.count("Take the tram and see the aquarium."),
    256,
    30,
  ]);
  assert.match(workload.notes.join(), /a turn leaves once the one before has ended/);
});

Deno.test("the second time round is another conversation that follows itself", async () => {
  const workload = await create("conversations.jsonl");
  const { conversation } = workload.request(6 + 3);
  assert.deepEqual([conversation!.id, conversation!.turn, conversation!.follows], [
    "trip (2)",
    1,
    6,
  ]);
});

Deno.test("as many conversations are open at once as asked for", async () => {
  const workload = await create("conversations.jsonl", { conversations_at_once: 1 });
  assert.deepEqual(
    Array.from({ length: 6 }, (_, index) => workload.request(index).conversation!.id),
    ["trip", "trip", "trip", "soup", "soup", "one"],
  );
});

Deno.test("the last turn alone can be sent, with all that was said before it", async () => {
  const workload = await create("conversations.jsonl", { turns: "last" });
  assert.equal(workload.size, 3);
  const { messages, prompt, conversation } = workload.request(0);
  assert.equal(messages.length, 6);
  assert.equal(prompt, "How much is the tram?");
  assert.equal(conversation, null);
});

Deno.test("shuffled records are the same records in an order of the seed's", async () => {
  const promptsOf = async (seed: number) => {
    const workload = await create("prompts.jsonl", { order: "shuffled" }, seed);
    return [0, 1, 2].map((index) => workload.request(index).prompt);
  };
  const orders = await Promise.all(Array.from({ length: 20 }, (_, seed) => promptsOf(seed)));
  assert.deepEqual(await promptsOf(3), orders[3]);
  assert.equal(new Set(orders.map((order) => [...order].sort().join())).size, 1);
  assert.ok(new Set(orders.map((order) => order.join())).size > 3);
});

Deno.test("a cold data set marks each conversation with a nonce that its turns share", async () => {
  const workload = await create("conversations.jsonl", { cache: { policy: "cold" } });
  const first = (index: number) => workload.request(index).messages[0]!.content;
  assert.match(first(0), /^[0-9a-f]{12}-0\n\nYou plan trips\.$/);
  assert.equal(first(3), first(0));
  assert.notEqual(first(6), first(0));
  for (const index of [0, 1, 2, 5, 8]) {
    const { messages, inputTokens } = workload.request(index);
    const tokens = messages.reduce((sum, { content }) => sum + tokenizer.count(content), 0);
    assert.equal(inputTokens, tokens);
  }
});

Deno.test("the same file gives the same requests, one character changed another id", async () => {
  const [a, b] = [await create("sharegpt.json"), await create("sharegpt.json")];
  assert.equal(a.id, b.id);
  assert.deepEqual(a.request(1), b.request(1));
  assert.notEqual((await create("sharegpt.json", { turns: "all" })).id, a.id);
  const one = await load('{"prompt": "Hello"}');
  assert.notEqual((await load('{"prompt": "Hello!"}')).sha256, one.sha256);
});

Deno.test("an array or a line each, in pieces of whatever size, gives the same records", async () => {
  const records = [
    { prompt: 'Brackets ]}[{ and "quotes\\" — 漢字 🧿' },
    { prompt: "line\nbreak", nested: [{ deep: ["]", "}"] }] },
    { prompt: "last" },
  ];
  const lines = records.map((record) => JSON.stringify(record)).join("\r\n");
  const array = JSON.stringify(records, null, 2);
  const expected = await load(lines);
  assert.equal(expected.conversations.length, 3);
  assert.equal(expected.conversations[0]!.messages[0]!.content, records[0]!.prompt);
  for (const piece of [1, 2, 3, 7, 64]) {
    assert.deepEqual(await load(lines, {}, piece), expected);
    assert.deepEqual(await load(`\ufeff${array}`, {}, piece), {
      ...expected,
      conversations: expected.conversations.map((conversation, at) => ({
        ...conversation,
        id: `line ${[2, 5, 16][at]}`,
      })),
      sha256: (await load(array)).sha256,
    });
  }
});

Deno.test("no more is read than is asked for, and the file is closed", async () => {
  let given = 0;
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      given++;
      controller.enqueue(new TextEncoder().encode('{"prompt": "again"}\n'));
    },
    cancel() {
      cancelled = true;
    },
  });
  const spec = specOf("prompts.jsonl", { max_records: 10 });
  const { conversations } = await loadDataset(spec, endless, "f.jsonl");
  assert.equal(conversations.length, 10);
  assert.ok(given < 20 && cancelled);
});

Deno.test("records longer than the limits are left out and counted, turns cut off", async () => {
  const { conversations, skipped } = await load(
    '{"prompt": "one two three four five six seven eight"}\n{"prompt": "hi"}\n' +
      '{"prompt": "hi", "output_tokens": 500}\n',
    { max_input_tokens: 4, max_output_tokens: 300 },
  );
  assert.equal(conversations.length, 1);
  assert.deepEqual(skipped, { "more tokens than max_input_tokens or max_output_tokens": 2 });
  const cut = await create("conversations.jsonl", { max_input_tokens: 30 });
  const turns = Array.from({ length: 4 }, (_, index) => cut.request(index).conversation!);
  assert.deepEqual(turns.map(({ id, turns }) => [id, turns]), [
    ["trip", 2],
    ["soup", 2],
    ["one", 1],
    ["trip", 2],
  ]);
});

Deno.test("malformed records are refused by file, line, field and what is allowed", async () => {
  const good = '{"prompt": "a"}\n';
  const cases: [text: string, message: RegExp][] = [
    [`${good}\n{"prompt": }`, /^f\.jsonl:3: is not valid JSON from "\{"prompt": \}" on: /],
    [
      `${good}[1]`,
      /^f\.jsonl:2: the record \(\[1\]\) must be an object with prompt or messages$/,
    ],
    [`${good}{"text": "a"}`, /^f\.jsonl:2: the record \(.*\) must have either prompt or messages$/],
    ['{"prompt": 5}', /^f\.jsonl:1: prompt \(5\) must be text$/],
    ['{"prompt": "a", "messages": []}', /^f\.jsonl:1: messages .* at least one message$/],
    [
      '{"messages": [{"role": "user"}]}',
      /^f\.jsonl:1: messages\.0\.content is missing: it must be text$/,
    ],
    [
      '{"messages": [{"role": "robot", "content": "a"}]}',
      /^f\.jsonl:1: messages\.0\.role \("robot"\) must be system, user or assistant$/,
    ],
    [
      '{"messages": [{"role": "user", "content": [{"type": "image"}]}]}',
      /^f\.jsonl:1: messages\.0\.content \(\[.*\) must be text$/,
    ],
    [
      '{"messages": [{"role": "user", "content": "a", "think_ms": -1}]}',
      /^f\.jsonl:1: messages\.0\.think_ms \(-1\) must be a number of milliseconds/,
    ],
    ['{"prompt": "a", "output_tokens": 0}', /^f\.jsonl:1: output_tokens \(0\) must be a whole/],
    ['{"prompt": "a", "output_tokens": 1e999}', /^f\.jsonl:1: output_tokens .* must be a whole/],
    ["just words", /^f\.jsonl:1: is not valid JSON/],
    ["", /^f\.jsonl: holds no record that can be used: it is empty$/],
    ['{"prompt": " "}', /^f\.jsonl: holds no record .*: 1 with an empty message of the user's$/],
    ['[{"prompt": "a"}, 5]', /^f\.jsonl:1: holds "5" where an object was expected/],
    ['[\n{"prompt": "a"},\n{"prompt": "b"', /^f\.jsonl:3: ends within the record .* line 3/],
    ['[\n{"prompt": "a"}\n', /^f\.jsonl:3: ends before its closing \]/],
    ['[{"prompt": "a"}]\n{"prompt": "b"}', /^f\.jsonl:2: holds "\{" where/],
    [`{"prompt": "${"x".repeat(5_000_000)}"}`, /^f\.jsonl:1: the record is longer than 4194304/],
    [`[{"prompt": "${"x".repeat(5_000_000)}`, /^f\.jsonl:1: the record is longer than 4194304/],
  ];
  for (const [text, message] of cases) assert.match(await refusal(text), message);
  assert.match(await refusal(Uint8Array.of(0x7b, 0xff, 0xfe)), /^f\.jsonl: is not UTF-8 text/);
  assert.match(await refusal(Uint8Array.of(0x22, 0xc3)), /^f\.jsonl: is not UTF-8 text/);
  assert.match(
    await refusal('{"conversations": [{"from": "human"}]}', { format: "sharegpt" }),
    /^f\.jsonl:1: conversations\.0\.value is missing: it must be text$/,
  );
});

Deno.test("no file makes the reader do anything but refuse it in one line", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.constantFrom("[", "]", "{", "}", '"', "\\", ",", "\n", '{"prompt": "a"}', "\u0000"),
          fc.json(),
          fc.string({ unit: "binary" }),
        ),
        { maxLength: 12 },
      ),
      async (parts) => {
        try {
          await load(parts.join(""));
        } catch (error) {
          assert.ok(error instanceof WorkloadError, String(error));
          assert.doesNotMatch(error.message, /\n/);
        }
      },
    ),
    { numRuns: 300 },
  );
});
