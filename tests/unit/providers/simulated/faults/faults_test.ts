import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
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
const bodyOfChunks = (bytes: string) => {
  let body = "";
  for (let at = bytes.indexOf("\r\n\r\n") + 4;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const length = parseInt(bytes.slice(at, lineEnd), 16);
    if (length === 0) return body;
    body += bytes.slice(lineEnd + 2, lineEnd + 2 + length);
    at = lineEnd + 2 + length + 2;
  }
};
const contents = (n: number) => Array<string>(n).fill("content");
const SOUND = ["role", ...contents(10), "finish", "usage", "done"];

for (
  const [name, status] of [
    ["http_400", 400],
    ["http_401", 401],
    ["http_403", 403],
    ["http_404", 404],
    ["http_408", 408],
    ["http_413", 413],
    ["http_422", 422],
    ["http_429", 429],
    ["http_429_date", 429],
    ["http_429_absurd", 429],
    ["http_429_no_hint", 429],
    ["http_500", 500],
    ["http_502", 502],
    ["http_503", 503],
    ["http_529", 529],
    ["html_error_page", 502],
    ["json_error_200", 200],
    ["redirect_same_host", 307],
    ["redirect_other_host", 307],
  ] as const
) {
  Deno.test(`${name} answers with status ${status} and leaves the connection usable`, () => {
    const script = play(name);
    assert.equal(script.status, status);
    assert.match(textOf(script), new RegExp(`^HTTP/1.1 ${status} `));
    assert.equal(script.ending, "keep-alive");
  });
}

Deno.test("a 429 says when to come back in seconds, as a date, absurdly or not at all", () => {
  const hint = (name: string) => /\r\nRetry-After: (.*)\r\n/.exec(textOf(play(name)))?.[1];
  assert.equal(hint("http_429"), "7");
  assert.equal(hint("http_429_date"), "Thu, 01 Jan 1970 00:00:19 GMT");
  assert.equal(hint("http_429_absurd"), "99999999999");
  assert.equal(hint("http_429_no_hint"), undefined);
});

Deno.test("redirects lead to another path here, or to the host given", () => {
  const location = (name: string) => /\r\nLocation: (.*)\r\n/.exec(textOf(play(name)))?.[1];
  assert.equal(location("redirect_same_host"), "http://127.0.0.1:9/moved");
  assert.equal(location("redirect_other_host"), "http://127.0.0.1:2/moved");
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
    ["reset_after_headers", [], "reset", 52],
    ["reset_before_first_token", ["role"], "reset", 100],
    ["reset_mid_stream", ["role", ...contents(5)], "reset", 150],
    ["reset_mid_event", ["role", ...contents(5)], "reset", 152],
    ["reset_mid_character", ["role", ...contents(5)], "reset", 152],
    ["reset_mid_chunk_size", ["role", ...contents(5)], "reset", 152],
    ["close_at_next_request", SOUND, "close-at-next", 190],
    ["split_everywhere", SOUND, "keep-alive", 190],
    ["endless_stream", ["role", ...contents(10)], "repeat", 200],
    ["end_mark_twice", [...SOUND, "done"], "keep-alive", 190],
    ["events_after_end", [...SOUND, "noise"], "keep-alive", 190],
    ["only_usage", ["usage", "done"], "keep-alive", 190],
    ["only_comments", Array<string>(10).fill("noise"), "keep-alive", 190],
    ["empty_choices", ["role", "noise", ...SOUND.slice(1)], "keep-alive", 190],
    ["null_content", ["role", "noise", ...SOUND.slice(1)], "keep-alive", 190],
    [
      "duplicate_usage",
      ["role", ...contents(10), "finish", "usage", "usage", "done"],
      "keep-alive",
      190,
    ],
    ["wrong_usage", SOUND, "keep-alive", 190],
    ["not_streamed", ["content"], "keep-alive", 190],
    ["invalid_utf8", SOUND, "keep-alive", 190],
    ["huge_event", SOUND, "keep-alive", 190],
    ["bom", SOUND, "keep-alive", 190],
    ["cr_lines", SOUND, "keep-alive", 190],
    ["crlf_lines", SOUND, "keep-alive", 190],
    ["huge_headers", SOUND, "keep-alive", 190],
    ["http_100_continue", SOUND, "keep-alive", 190],
    ["gzip_body", SOUND, "keep-alive", 190],
    ["br_body", SOUND, "keep-alive", 190],
    ["zstd_body", SOUND, "keep-alive", 190],
    ["content_length_short", SOUND, "close", 190],
    ["content_length_long", SOUND, "close", 190],
    ["wrong_content_type", SOUND, "keep-alive", 190],
    ["http_1_0", SOUND, "close", 190],
    ["trailers", SOUND, "keep-alive", 190],
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

Deno.test("a reset inside a character leaves its first byte, one inside a chunk's size a digit", () => {
  assert.match(textOf(play("reset_mid_character")), / caf\xc3$/);
  assert.match(textOf(play("reset_mid_chunk_size")), /\n\n\r\n[0-9a-f]$/);
  assert.match(textOf(play("reset_after_headers")), /^HTTP\/1\.1 200 [^]*\r\n\r\n$/);
});

Deno.test("split_everywhere makes each byte a write of its own, and sends the same bytes", () => {
  const script = play("split_everywhere");
  const bytes = textOf(script);
  assert.equal(compileScript(script).atMs.length, bytes.length);
  assert.match(bytes, / caf\xc3\xa9/);
  const [sound, split] = [textOf(play("crlf_lines")), bytes].map((text) =>
    text.split("data:").length
  );
  assert.equal(split, sound);
});

Deno.test("compressed bodies hold the answer, in as many pieces as there were events", () => {
  const decompress = {
    gzip_body: gunzipSync,
    br_body: brotliDecompressSync,
    zstd_body: zstdDecompressSync,
  };
  for (const [name, undo] of Object.entries(decompress)) {
    const body = bodyOfChunks(textOf(play(name)));
    assert.match(undo(Buffer.from(body, "latin1")).toString(), /^data: [^]*data: \[DONE\]\n\n$/);
  }
  assert.match(textOf(play("br_body")), /\r\nContent-Encoding: br\r\n/);
});

Deno.test("lengths are claimed that are not so", () => {
  for (const [name, wrong] of [["content_length_short", -1], ["content_length_long", 1]] as const) {
    const [head, ...body] = textOf(play(name)).split("\r\n\r\n") as [string, ...string[]];
    const claimed = Number(/\r\nContent-Length: (\d+)/.exec(head)![1]);
    assert.equal(Math.sign(claimed - body.join("\r\n\r\n").length), wrong);
  }
});

Deno.test("faults of HTTP are in the head, before it or after the body", () => {
  assert.ok(textOf(play("huge_headers")).split("\r\n\r\n")[0]!.length > 1_000_000);
  assert.match(
    textOf(play("http_100_continue")),
    /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /,
  );
  assert.match(textOf(play("wrong_content_type")), /\r\nContent-Type: text\/plain\r\n/);
  const old = textOf(play("http_1_0"));
  assert.match(old, /^HTTP\/1\.0 200 [^]*\r\n\r\ndata: /);
  assert.ok(!old.includes("chunked") && old.endsWith("data: [DONE]\n\n"));
  assert.match(
    textOf(play("trailers")),
    /\r\nTrailer: x-simulated-trailer\r\n[^]*\r\n0\r\nx-simulated-trailer: after the body\r\n\r\n$/,
  );
});

Deno.test("faults of a stream's bytes are in its bytes", () => {
  assert.match(textOf(play("invalid_utf8")), / caf\xff"/);
  assert.match(bodyOfChunks(textOf(play("bom"))), /^\xef\xbb\xbfdata: /);
  assert.match(bodyOfChunks(textOf(play("cr_lines"))), /^data: [^\n]*data: \[DONE\]\r\r$/);
  assert.match(bodyOfChunks(textOf(play("crlf_lines"))), /^(data: [^\r\n]*\r\n\r\n)+$/);
  assert.match(textOf(play("wrong_usage")), /"completion_tokens":100,"total_tokens":105/);
  assert.ok(textOf(play("huge_event")).length > 10 * 1024 * 1024);
  assert.match(textOf(play("not_streamed")), /\r\nContent-Type: application\/json\r\n/);
});

Deno.test("faults of a stream mean nothing to an answer in one piece", () => {
  const facts = { ...CONTEXT.facts, call: { ...CONTEXT.facts.call, stream: false } };
  for (const [name, fault] of Object.entries(FAULTS)) {
    const script = playFault(name, { ...CONTEXT, facts });
    if (fault.streamOnly) assert.equal(script, null, name);
  }
  assert.equal(playFault("invalid_utf8", { ...CONTEXT, facts }), null);
  assert.match(textOf(playFault("wrong_usage", { ...CONTEXT, facts })!), /"completion_tokens":100/);
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
