import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createWorkload,
  findWorkload,
  type Side,
  tokenizer,
  type WorkloadSpec,
} from "../../../../jobs/workloads/mod.ts";
import { exactPrompt } from "../../../../jobs/workloads/exact_prompt.ts";
import { TEXT_NAMES } from "../../../../jobs/workloads/texts.ts";

const DATA = fileURLToPath(new URL("../../../testing/datasets", import.meta.url));
const NONCE = /[0-9a-f]{12}-\d+(?=\n\n)/g;

/** Workloads of every kind and cache policy that puts a nonce before its prompts. */
function withNonces(): WorkloadSpec[] {
  const ids = ["chat-550-150", "chat", "chat-550-150-shared-prefix", "chat-550-150-warm"];
  const conversations = findWorkload(join(DATA, "conversations.jsonl"));
  assert.ok(conversations.kind === "dataset");
  return [
    ...ids.map(findWorkload),
    { ...conversations, cache: { policy: "cold" } },
    findWorkload(join(DATA, "azure_2023.csv")),
    findWorkload(join(DATA, "mooncake.jsonl")),
  ];
}

Deno.test("the two sides of a comparison are asked the same behind nonces of their own", async () => {
  for (const spec of withNonces()) {
    const make = (side: Side) => createWorkload(spec, { seed: 7, side });
    const [a, b] = [await make("a"), await make("b")];
    assert.equal(a.id, b.id, "it is the same workload");
    assert.deepEqual(a.description, b.description);
    for (let index = 0; index < 8; index++) {
      const [ofA, ofB] = [a.request(index), b.request(index)];
      const where = `${spec.id}, request ${index}`;
      assert.equal(ofA.inputTokens, ofB.inputTokens, where);
      assert.equal(ofA.maxTokens, ofB.maxTokens, where);
      assert.deepEqual(ofA.conversation, ofB.conversation, where);
      const text = ({ messages }: typeof ofA) =>
        messages.map(({ content }) => content).join("\n\n");
      const counted = (request: typeof ofA) =>
        request.messages.map(({ content }) => tokenizer.count(content));
      assert.deepEqual(counted(ofA), counted(ofB), where);
      assert.equal(text(ofA).replace(NONCE, "…"), text(ofB).replace(NONCE, "…"), where);
      const nonces = [text(ofA), text(ofB)].map((each) => each.match(NONCE)!);
      assert.ok(nonces[0]!.length > 0, where);
      nonces[0]!.forEach((nonce, at) => assert.notEqual(nonce, nonces[1]![at], where));
    }
    assert.deepEqual(b.request(3), (await make("b")).request(3), "from the seed alone");
  }
});

Deno.test("side a is what there is without sides", async () => {
  for (const spec of withNonces()) {
    const [plain, a] = [
      await createWorkload(spec, { seed: 7 }),
      await createWorkload(spec, { seed: 7, side: "a" }),
    ];
    assert.deepEqual(plain.request(2), a.request(2));
  }
});

Deno.test("the sides' prompts differ in nothing but the nonce, whatever the seed", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TEXT_NAMES),
      fc.integer({ min: 64, max: 400 }),
      fc.maxSafeInteger(),
      fc.maxSafeNat(),
      (text, tokens, seed, number) => {
        const prompt = (side: Side) =>
          exactPrompt({ text, tokens, maxTokens: 100, seed, number, label: "a", side });
        const [a, b] = [prompt("a"), prompt("b")];
        assert.equal(tokenizer.count(b), tokens);
        assert.notEqual(a.slice(0, 12), b.slice(0, 12));
        assert.equal(a.slice(a.indexOf("\n")), b.slice(b.indexOf("\n")));
      },
    ),
    { numRuns: 200 },
  );
});
