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
import { loadTrace } from "../../../../../jobs/workloads/data/mod.ts";

const DATA = fileURLToPath(new URL("../../../../testing/datasets", import.meta.url));
type TraceSpec = Extract<WorkloadSpec, { kind: "trace" }>;

function specOf(name: string, more: Partial<TraceSpec> = {}): TraceSpec {
  const spec = findWorkload(join(DATA, name));
  assert.ok(spec.kind === "trace");
  return { ...spec, ...more };
}

const create = (name: string, more: Partial<TraceSpec> = {}, seed = 1): Promise<Workload> =>
  createWorkload(specOf(name, more), { seed });

const lengthsOf = (workload: Workload) =>
  Array.from({ length: workload.size! }, (_, index) => {
    const { prompt, inputTokens, maxTokens } = workload.request(index);
    assert.equal(tokenizer.count(prompt), inputTokens);
    return [inputTokens, maxTokens];
  });

function load(name: string, text: string, more: Partial<TraceSpec> = {}) {
  const bytes = ReadableStream.from([new TextEncoder().encode(text)]);
  return loadTrace(specOf(name, more), bytes, "t");
}

async function refusal(name: string, text: string, more: Partial<TraceSpec> = {}): Promise<string> {
  try {
    await load(name, text, more);
  } catch (error) {
    assert.ok(error instanceof WorkloadError, String(error));
    assert.doesNotMatch(error.message, /\n/);
    return error.message;
  }
  assert.fail("accepted");
}

/** Tokens two prompts have in common at their beginning. */
function sharedTokens(a: string, b: string): number {
  const [left, right] = [tokenizer.encode(a), tokenizer.encode(b)];
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared++;
  return shared;
}

/** Like beginnings that chance gives two texts: a nonce's first digits. */
const BY_CHANCE = 4;

Deno.test("Azure's trace of 2023 is replayed at its own times and lengths", async () => {
  const workload = await create("azure_2023.csv");
  const times = [...workload.dueMs!].map((ms) => Math.round(ms * 1000) / 1000);
  assert.deepEqual(times, [0, 4314.579, 4541.877]);
  assert.deepEqual(lengthsOf(workload), [[374, 44], [396, 109], [879, 55]]);
  assert.deepEqual(workload.description["skipped"], { "no input or no output tokens": 1 });
  assert.equal(workload.description["cache_policy"], "cold");
});

Deno.test("Azure's trace of 2024 has offsets from UTC and carriage returns", async () => {
  const workload = await create("azure_2024.csv");
  assert.deepEqual([...workload.dueMs!].map(Math.round), [0, 250]);
  assert.deepEqual(lengthsOf(workload), [[2162, 5], [2399, 6]]);
});

Deno.test("BurstGPT's seconds become milliseconds, and failed requests are left out", async () => {
  const workload = await create("burstgpt.csv");
  assert.deepEqual([...workload.dueMs!], [0, 40_000, 113_500]);
  assert.deepEqual(lengthsOf(workload), [[472, 18], [1087, 230], [417, 276]]);
});

Deno.test("Mooncake's blocks are shared where their names are, to the token", async () => {
  const workload = await create("mooncake.jsonl");
  assert.deepEqual([...workload.dueMs!], [0, 105, 105, 1500, 1600]);
  assert.deepEqual(lengthsOf(workload), [[1124, 20], [1124, 26], [700, 8], [90, 5], [300, 12]]);
  const prompts = Array.from({ length: 5 }, (_, index) => workload.request(index).prompt);
  const shared = (a: number, b: number) => sharedTokens(prompts[a]!, prompts[b]!);
  const near = (tokens: number, blocks: number) =>
    assert.ok(tokens >= blocks * 512 && tokens <= blocks * 512 + BY_CHANCE, `${tokens} shared`);
  near(shared(0, 1), 2);
  near(shared(0, 2), 1);
  near(shared(1, 2), 1);
  near(shared(0, 3), 0);
  near(shared(3, 4), 0);
  assert.equal(workload.description["cache_policy"], "as-recorded");
});

Deno.test("equal names of a block that is not full are equal text as well", async () => {
  const row = '{"timestamp": 0, "input_length": 600, "output_length": 1, "hash_ids": [1, 2]}\n';
  const { rows } = await load("mooncake.jsonl", row + row);
  assert.equal(rows.length, 2);
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(dir, "t.jsonl"), row + row);
    const workload = await createWorkload(findWorkload(join(dir, "t.jsonl")), { seed: 1 });
    assert.equal(workload.request(0).prompt, workload.request(1).prompt);
    assert.equal(tokenizer.count(workload.request(0).prompt), 600);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("nothing is shared with another seed or with the second time round", async () => {
  const [a, b] = [await create("mooncake.jsonl"), await create("mooncake.jsonl", {}, 2)];
  assert.ok(sharedTokens(a.request(0).prompt, b.request(0).prompt) <= BY_CHANCE);
  assert.ok(sharedTokens(a.request(0).prompt, a.request(5).prompt) <= BY_CHANCE);
  assert.equal(tokenizer.count(a.request(5).prompt), 1124);
  assert.deepEqual(a.request(1), (await create("mooncake.jsonl")).request(1));
});

Deno.test("a scale stretches or shortens the times, and makes it another workload", async () => {
  const own = await create("burstgpt.csv");
  const twice = await createWorkload(specOf("burstgpt.csv"), { seed: 1, timeScale: 0.5 });
  assert.deepEqual([...twice.dueMs!], [0, 20_000, 56_750]);
  assert.deepEqual([...(await create("burstgpt.csv", { time_scale: 2 })).dueMs!], [
    0,
    80_000,
    227_000,
  ]);
  assert.notEqual(twice.id, own.id);
  assert.equal(twice.description["duration_ms"], 56_750);
});

Deno.test("rows out of order are put into the order of their times", async () => {
  const { rows } = await load(
    "burstgpt.csv",
    "Timestamp,Request tokens,Response tokens\n9,1,1\n2,2,2\n9,3,3\n",
  );
  assert.deepEqual(rows.map(({ inputTokens }) => inputTokens), [2, 1, 3]);
});

Deno.test("rows are taken up to the number asked for, without those beyond the limits", async () => {
  const { rows, skipped } = await load(
    "burstgpt.csv",
    "Timestamp,Request tokens,Response tokens\n1,500,1\n2,20,2\n3,30,99\n4,40,4\n5,not read\n",
    { max_input_tokens: 100, max_output_tokens: 50, max_records: 2 },
  );
  assert.deepEqual(rows.map(({ inputTokens }) => inputTokens), [20, 40]);
  assert.deepEqual(skipped, { "more tokens than max_input_tokens or max_output_tokens": 2 });
});

Deno.test("malformed rows are refused by file, line, field and what is allowed", async () => {
  const azure = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
  const burst = "Timestamp,Model,Request tokens,Response tokens\n";
  const cases: [name: string, text: string, message: RegExp][] = [
    [
      "azure_2023.csv",
      "a,b\n",
      /^t:1: the header lacks TIMESTAMP, ContextTokens, GeneratedTokens: /,
    ],
    [
      "azure_2023.csv",
      `${azure}yesterday,1,1\n`,
      /^t:2: TIMESTAMP \("yesterday"\) must be a time such/,
    ],
    ["azure_2023.csv", `${azure}2023-13-16 18:15:46,1,1\n`, /^t:2: TIMESTAMP .* must be a time/],
    [
      "azure_2023.csv",
      `${azure}2023-11-16 18:15:46,1.5,1\n`,
      /^t:2: ContextTokens \("1\.5"\) must be a/,
    ],
    [
      "azure_2023.csv",
      `${azure}2023-11-16 18:15:46,-1,1\n`,
      /^t:2: ContextTokens \("-1"\) must be a/,
    ],
    ["azure_2023.csv", `${azure}2023-11-16 18:15:46,1\n`, /^t:2: GeneratedTokens \(""\) must be a/],
    ["azure_2023.csv", azure, /^t: holds no row that can be played: it is empty$/],
    ["azure_2023.csv", `${azure}2023-11-16 18:15:46,0,1\n`, /^t: .*: 1 with no input or no output/],
    [
      "burstgpt.csv",
      `${burst}\n\nsoon,GPT-4,1,1\n`,
      /^t:4: Timestamp \("soon"\) must be a number of sec/,
    ],
    [
      "burstgpt.csv",
      `${burst}1,GPT-4,1,9999999\n`,
      /^t:2: Response tokens \("9999999"\) must be a whole/,
    ],
    [
      "mooncake.jsonl",
      '{"timestamp": 1}\n',
      /^t:1: input_length is missing: it must be a whole number/,
    ],
    [
      "mooncake.jsonl",
      '{"timestamp": -1, "input_length": 1, "output_length": 1}\n',
      /^t:1: timestamp \(-1\) must be a number of milliseconds/,
    ],
    [
      "mooncake.jsonl",
      '{"timestamp": 1, "input_length": 600, "output_length": 1, "hash_ids": [1, 2, 3]}\n',
      /^t:1: hash_ids names 3 blocks, but 600 tokens fill only 2 of 512: set block_tokens/,
    ],
    [
      "mooncake.jsonl",
      '{"timestamp": 1, "input_length": 600, "output_length": 1, "hash_ids": ["a"]}\n',
      /^t:1: hash_ids\.0 \("a"\) must be a whole number of at least 0$/,
    ],
  ];
  for (const [name, text, message] of cases) assert.match(await refusal(name, text), message);
});

Deno.test("no trace makes the reader do anything but refuse it in one line", async () => {
  const cell = fc.oneof(
    fc.constantFrom("Timestamp", "Request tokens", "Response tokens", "5", "-1", "1e9", '"', "\r"),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  const table = fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(table, fc.boolean(), async (rows, withHeader) => {
      const header = withHeader ? "Timestamp,Request tokens,Response tokens\n" : "";
      try {
        await load("burstgpt.csv", header + rows.map((row) => row.join(",")).join("\n"));
      } catch (error) {
        assert.ok(error instanceof WorkloadError, String(error));
        assert.doesNotMatch(error.message, /\n/);
      }
    }),
    { numRuns: 300 },
  );
});
