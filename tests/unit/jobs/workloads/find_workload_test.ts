import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createChatWorkload,
  createWorkload,
  findWorkload,
  listWorkloads,
  WorkloadError,
} from "../../../../jobs/workloads/mod.ts";

const DATA = fileURLToPath(new URL("../../../testing/datasets", import.meta.url));

async function withFile(name: string, text: string, use: (path: string) => Promise<void> | void) {
  const dir = await Deno.makeTempDir();
  try {
    const path = join(dir, name);
    await Deno.writeTextFile(path, text);
    await use(path);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const MINE = (id: string, tokens = 100) =>
  `id: ${id}
version: 1
kind: synthetic
title: Mine
description: Mine.
input: { distribution: fixed, tokens: ${tokens} }
output: { distribution: fixed, tokens: 20 }
cache: { policy: cold }
`;

Deno.test("every workload that comes with Lapboard can be listed, found and made", async () => {
  const specs = listWorkloads();
  assert.deepEqual(specs.map(({ id }) => id), [
    "chat",
    "chat-550-150",
    "chat-550-150-shared-prefix",
    "chat-550-150-warm",
    "code_generation",
    "conversational_long",
    "conversational_medium",
    "conversational_short",
    "engines-1000-2000",
    "engines-10000-500",
    "engines-30000-100",
    "engines-5000-1000",
    "fixed-550-150",
    "lognormal-550-150",
    "long_context_qa",
    "normal-550-150",
    "rewrite_essay",
    "summarization",
    "summarization_arena",
    "uniform-550-150",
    "write_essay",
  ]);
  for (const spec of specs) {
    assert.deepEqual(findWorkload(spec.id), spec);
    assert.equal((await createWorkload(spec, { seed: 1 })).id, spec.id);
  }
});

Deno.test("chat-550-150 is the headline workload to the byte, description included", async () => {
  const found = await createWorkload(findWorkload("chat-550-150"), { seed: 11 });
  const headline = createChatWorkload({ seed: 11, cachePolicy: "cold" });
  assert.equal(found.id, headline.id);
  assert.deepEqual(found.description, headline.description);
  for (let index = 0; index < 20; index++) {
    assert.deepEqual(found.request(index), headline.request(index));
  }
});

Deno.test("a name that is none is answered with all that are", () => {
  assert.throws(() => findWorkload("chatt"), {
    name: "WorkloadError",
    message: /^workload "chatt": there is none of this name: name a file, or one of chat, chat-550/,
  });
});

Deno.test("a file that cannot be read is named with why", () => {
  const missing = join(DATA, "gone.yaml");
  assert.throws(() => findWorkload(missing), { message: `${missing}: there is no such file` });
  assert.throws(() => findWorkload(`${DATA}/`), {
    message: `${DATA}/: it is a folder: name a file`,
  });
});

Deno.test("a workload file of one's own is known by its id and a digest of what defines it", async () => {
  const idOf = async (text: string) => {
    let id = "";
    await withFile("mine.yaml", text, async (path) => {
      id = (await createWorkload(findWorkload(path), { seed: 1 })).id;
    });
    return id;
  };
  const first = await idOf(MINE("mine"));
  assert.match(first, /^mine-[0-9a-f]{8}$/);
  assert.equal(await idOf(MINE("mine")), first);
  assert.notEqual(await idOf(MINE("mine", 101)), first);
  assert.notEqual(await idOf(`${MINE("mine")}sampling_params: { temperature: 1 }\n`), first);
});

Deno.test("a file may not take the id of a workload of Lapboard's own", async () => {
  await withFile("mine.yaml", MINE("chat"), (path) => {
    assert.throws(() => findWorkload(path), {
      message: `${path}: the id chat is that of a workload of Lapboard's own: choose another`,
    });
  });
});

Deno.test("a data file is told by its content, whatever its name", async () => {
  const formats: Record<string, string> = {
    "sharegpt.json": "sharegpt",
    "prompts.jsonl": "jsonl",
    "conversations.jsonl": "jsonl",
    "azure_2023.csv": "azure",
    "azure_2024.csv": "azure",
    "burstgpt.csv": "burstgpt",
    "mooncake.jsonl": "mooncake",
  };
  for (const [name, format] of Object.entries(formats)) {
    const spec = findWorkload(join(DATA, name));
    assert.ok(spec.kind === "dataset" || spec.kind === "trace");
    assert.equal(spec.format, format);
    const workload = await createWorkload(spec, { seed: 1 });
    assert.match(workload.id, new RegExp(`^file-${name.replace(/\.\w+$/, "")}-[0-9a-f]{8}$`));
    assert.equal(workload.description["file"], name);
    assert.doesNotMatch(JSON.stringify(workload.description), /testing/);
  }
  await withFile("notes.csv", "a,b,c\n1,2,3\n", (path) => {
    assert.throws(() => findWorkload(path), WorkloadError);
    assert.throws(
      () => findWorkload(path),
      /notes\.csv: is of no format that can be played: Share/,
    );
  });
});

Deno.test("an empty data file is called empty", async () => {
  for (const [name, text] of [["none.jsonl", ""], ["blank.csv", "\ufeff\n \r\n"]] as const) {
    await withFile(name, text, (path) => {
      assert.throws(() => findWorkload(path), { message: /is empty: name a file with records$/ });
    });
  }
});

Deno.test("lengths come from a file beside the workload file, and are part of what it is", async () => {
  const text = MINE("mine").replace("fixed, tokens: 100", "from-file, file: lengths.txt");
  await withFile("mine.yaml", text, async (path) => {
    const lengths = join(path, "../lengths.txt");
    await Deno.copyFile(join(DATA, "lengths.txt"), lengths);
    const workload = await createWorkload(findWorkload(path), { seed: 1 });
    const drawn = Array.from({ length: 100 }, (_, index) => workload.request(index).inputTokens);
    assert.deepEqual([...new Set(drawn)].sort((a, b) => a - b), [120, 340, 2048]);
    await Deno.writeTextFile(lengths, "500\n");
    const other = await createWorkload(findWorkload(path), { seed: 1 });
    assert.notEqual(other.id, workload.id);
    for (
      const [wrong, message] of [["x\n", /:1: "x" must be a whole/], [
        "#\n",
        /holds no length/,
      ]] as const
    ) {
      await Deno.writeTextFile(lengths, wrong);
      await assert.rejects(createWorkload(findWorkload(path), { seed: 1 }), message);
    }
  });
});

Deno.test("only a trace can be played faster or slower", async () => {
  await assert.rejects(createWorkload(findWorkload("chat"), { seed: 1, timeScale: 2 }), {
    name: "WorkloadError",
    message: "chat: has no times of its own to scale: only traces have",
  });
  const trace = findWorkload(join(DATA, "burstgpt.csv"));
  for (const timeScale of [0, -1, NaN, Infinity]) {
    await assert.rejects(
      createWorkload(trace, { seed: 1, timeScale }),
      /timeScale must be a number above 0: got /,
    );
  }
});
