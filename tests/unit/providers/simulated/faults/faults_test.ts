import assert from "node:assert/strict";
import { openAiChat } from "../../../../../providers/simulated/dialects/openai_chat.ts";
import { chooseFault } from "../../../../../providers/simulated/fault_rules.ts";
import { FAULTS, playFault } from "../../../../../providers/simulated/faults/mod.ts";
import { compileScript, type ResponseScript } from "../../../../../providers/simulated/script.ts";
import { answerFacts } from "../answer_facts.ts";

const CONTEXT = {
  dialect: openAiChat,
  facts: answerFacts("deterministic"),
  carriage: { headAtMs: 50, delimiter: "chunked", keepAlive: true },
  options: { retryAfterS: 7, stallMs: null, redirectTo: "http://127.0.0.1:2" },
} as const;
const play = (name: string, options: Partial<{ stallMs: number }> = {}) =>
  playFault(name, { ...CONTEXT, options: { ...CONTEXT.options, ...options } })!;
const sortsOf = (script: ResponseScript) =>
  script.steps.flatMap((step) => step.event === null ? [] : [step.event.sort]);
const textOf = (script: ResponseScript) =>
  script.steps.map(({ bytes }) => typeof bytes === "string" ? bytes : bytes()).join("");
const contents = (n: number) => Array<string>(n).fill("content");

for (
  const [name, status] of [
    ["http_400", 400],
    ["http_401", 401],
    ["http_403", 403],
    ["http_404", 404],
    ["http_429", 429],
    ["http_500", 500],
    ["http_503", 503],
    ["http_529", 529],
    ["html_error_page", 502],
  ] as const
) {
  Deno.test(`${name} answers with status ${status} and leaves the connection usable`, () => {
    const script = play(name);
    assert.equal(script.status, status);
    assert.match(textOf(script), new RegExp(`^HTTP/1.1 ${status} `));
    assert.equal(script.ending, "keep-alive");
  });
}

Deno.test("http_429 says when to come back", () => {
  assert.match(textOf(play("http_429")), /\r\nRetry-After: 7\r\n/);
});

for (
  const [name, sorts, ending, endAtMs] of [
    ["refuse", [], "close", 0],
    ["silence", [], "hang", 0],
    ["garbage", [], "close", 0],
    ["stall_before_headers", [], "hang", 50],
    ["stall_before_first_token", ["role"], "hang", 100],
    ["stall_mid_stream", ["role", ...contents(5)], "hang", 150],
    ["reset_before_headers", [], "reset", 50],
    ["reset_mid_stream", ["role", ...contents(5)], "reset", 150],
    ["cut_mid_event", ["role", ...contents(5)], "close", 150],
    ["missing_end_mark", ["role", ...contents(10), "finish", "usage"], "keep-alive", 190],
    ["missing_finish", ["role", ...contents(10)], "keep-alive", 190],
    ["empty_body", [], "keep-alive", 50],
    ["only_role", ["role", "finish", "usage", "done"], "keep-alive", 190],
    ["error_event", ["role", ...contents(5), "error"], "keep-alive", 150],
    [
      "invalid_json_event",
      ["role", ...contents(5), "noise", ...contents(5), "finish", "usage", "done"],
      "keep-alive",
      190,
    ],
  ] as const
) {
  Deno.test(`${name} sends ${sorts.length} events, then: ${ending}`, () => {
    const script = play(name);
    assert.deepEqual(sortsOf(script), sorts);
    assert.equal(script.ending, ending);
    assert.equal(script.endAtMs, endAtMs);
  });
}

Deno.test("a response that ends properly ends with the last chunk, also with a fault inside", () => {
  for (
    const name of [
      "missing_end_mark",
      "missing_finish",
      "empty_body",
      "only_role",
      "error_event",
      "invalid_json_event",
    ]
  ) {
    assert.ok(textOf(play(name)).endsWith("0\r\n\r\n"), name);
  }
});

Deno.test("cut_mid_event leaves half an event behind", () => {
  const rest = textOf(play("cut_mid_event")).split("data: ").at(-1)!;
  assert.ok(rest.length > 20 && !rest.includes("\n"), rest);
});

Deno.test("a stall of a given length delays what follows instead of ending the answer", () => {
  const script = play("stall_mid_stream", { stallMs: 1000 });
  const atMs = script.steps.filter((step) => step.event?.sort === "content").map((s) => s.atMs);
  assert.deepEqual(atMs, [100, 110, 120, 130, 140, 1150, 1160, 1170, 1180, 1190]);
  assert.equal(script.endAtMs, 1190);
  assert.equal(script.ending, "keep-alive");
});

Deno.test("every fault keeps its script in order of time and can be laid out for sending", () => {
  for (const name of Object.keys(FAULTS)) {
    const script = compileScript(play(name));
    const times = [...script.atMs, script.endAtMs];
    assert.deepEqual(times, times.toSorted((a, b) => a - b), name);
  }
});

Deno.test("chooseFault() hits the share of requests asked for, the same ones for the same seed", () => {
  const rules = [{ name: "http_429", rate: 0.3 }];
  const hits = (seed: number) =>
    Array.from({ length: 2000 }, (_, n) => chooseFault(rules, seed, n) !== null);
  const count = hits(1).filter(Boolean).length;
  assert.ok(count > 520 && count < 680, String(count));
  assert.deepEqual(hits(1), hits(1));
  assert.notDeepEqual(hits(1), hits(2));
});

Deno.test("chooseFault() hits exactly the requests listed, and always without a rate", () => {
  const rules = [{ name: "silence", requests: [2, 4] }];
  const hit = Array.from({ length: 6 }, (_, n) => chooseFault(rules, 1, n));
  assert.deepEqual(hit, [null, null, "silence", null, "silence", null]);
  assert.equal(chooseFault([{ name: "garbage" }], 1, 5), "garbage");
  assert.equal(chooseFault([{ name: "garbage", rate: 0 }], 1, 5), null);
});
