import assert from "node:assert/strict";
import { DIALECTS } from "../../../../../providers/simulated/dialects/mod.ts";
import { FAULTS, playFault } from "../../../../../providers/simulated/faults/mod.ts";
import {
  compileScript,
  type ResponseScript,
  stepBytes,
} from "../../../../../providers/simulated/script.ts";
import { answerFacts } from "../answer_facts.ts";
import { cutEvents } from "../dialects/cut_events.ts";
import { EXAMPLES } from "../dialects/dialect_examples.ts";

const FACTS = answerFacts("deterministic");
const OPTIONS = { retryAfterS: 7, stallMs: null, redirectTo: "http://127.0.0.1:2" };
const CARRIAGE = { headAtMs: 50, delimiter: "until-close", keepAlive: false } as const;

function play(id: string, name: string, delimiter: "chunked" | "until-close" = "until-close") {
  const dialect = DIALECTS.find((dialect) => dialect.id === id)!;
  const carriage = delimiter === "chunked" ? { ...CARRIAGE, delimiter, keepAlive: true } : CARRIAGE;
  return playFault(name, { dialect, facts: FACTS, carriage, options: OPTIONS });
}

function bodyOf(script: ResponseScript): string {
  const bytes = script.steps.map(stepBytes).join("");
  return bytes.slice(bytes.indexOf("\r\n\r\n") + 4);
}

/** Faults that a dialect has no way to play: such an answer is left as it is. */
const MEANINGLESS: Record<string, string> = {
  "openai-chat": "",
  "openai-completions": "",
  "azure-openai": "",
  "openai-responses": "duplicate_usage empty_choices",
  "anthropic-messages": "empty_choices",
  "google-gemini": "end_mark_twice missing_end_mark",
  "cohere-chat-v2": "empty_choices",
  "aws-bedrock":
    "bom cr_lines crlf_lines empty_choices end_mark_twice missing_end_mark only_comments",
  "aws-sagemaker": "bom cr_lines crlf_lines duplicate_usage empty_choices end_mark_twice " +
    "missing_end_mark missing_finish only_role only_usage",
  "huggingface-tgi": "duplicate_usage empty_choices end_mark_twice missing_end_mark " +
    "missing_finish only_role only_usage",
  "ollama": "cr_lines duplicate_usage empty_choices only_comments",
  "llama-cpp": "duplicate_usage empty_choices",
  "sglang": "duplicate_usage empty_choices",
  "tensorrt-llm": "duplicate_usage empty_choices end_mark_twice missing_end_mark " +
    "missing_finish only_role only_usage wrong_usage",
  "replicate": "duplicate_usage empty_choices invalid_utf8 null_content wrong_usage",
  "cloudflare-workers-ai": "empty_choices",
  "mistral": "",
};

for (const { id } of DIALECTS) {
  Deno.test(`${id}: every fault can be played but those that mean nothing in it`, () => {
    const meaningless: string[] = [];
    for (const name of Object.keys(FAULTS)) {
      const script = play(id, name, "chunked");
      if (script === null) {
        meaningless.push(name);
        continue;
      }
      if (name === "huge_event") continue;
      const { atMs, endAtMs } = compileScript(script);
      const times = [...atMs, endAtMs];
      assert.deepEqual(times, times.toSorted((a, b) => a - b), name);
    }
    assert.equal(meaningless.sort().join(" "), MEANINGLESS[id]);
  });
}

for (const example of EXAMPLES) {
  const { id } = example;
  const { framing } = DIALECTS.find((dialect) => dialect.id === id)!;
  const name = `${id} at ${example.paths[0]}`;
  const read = (script: ResponseScript) =>
    example.readStream(cutEvents(framing.contentType, bodyOf(script)));
  const sound = read(play(id, "wrong_content_type")!);

  Deno.test(`${name}: faults of carriage change nothing of what an answer says`, () => {
    for (const fault of ["crlf_lines", "cr_lines", "bom", "http_1_0", "stall_mid_stream"]) {
      const context = { ...OPTIONS, stallMs: 10 };
      const dialect = DIALECTS.find((dialect) => dialect.id === id)!;
      const script = playFault(fault, {
        dialect,
        facts: FACTS,
        carriage: CARRIAGE,
        options: context,
      });
      // JSON lines have no word on byte order marks.
      if (script === null || (fault === "bom" && id === "ollama")) continue;
      assert.deepEqual(read(script), sound, fault);
    }
  });

  Deno.test(`${name}: a character of two bytes may be split, and is one`, () => {
    const script = play(id, "split_everywhere")!;
    const { text } = read(script);
    assert.match(text, / caf\u00e9 /);
    assert.ok(compileScript(script).atMs.length > 500);
  });

  Deno.test(`${name}: usage that disagrees is ten times what was sent`, () => {
    const script = play(id, "wrong_usage");
    if (!example.countsTokens) return assert.equal(script, null);
    const { usage, ...rest } = read(script!);
    assert.equal(usage![1], 100);
    assert.deepEqual(rest, { text: sound.text, reasoning: "", finish: sound.finish });
  });

  Deno.test(`${name}: an error in the stream is its last event, after half the text`, () => {
    const script = play(id, "error_event")!;
    const events = cutEvents(framing.contentType, bodyOf(script));
    assert.equal(example.readErrorEvent(events.at(-1)!), "the engine died");
    const texts = script.steps.filter(({ event }) => event?.sort === "content");
    assert.equal(texts.length, 5);
  });

  Deno.test(`${name}: an error instead of an answer is worded as the API's`, () => {
    const script = play(id, "json_error_200")!;
    assert.equal(script.status, 200);
    assert.equal(example.readError(JSON.parse(bodyOf(script))), "the engine died");
  });

  Deno.test(`${name}: a stream that was asked for can come in one piece`, () => {
    const { text, usage } = example.readWhole(JSON.parse(bodyOf(play(id, "not_streamed")!)));
    assert.deepEqual([text, usage], [sound.text, sound.usage]);
  });

  // One of each framing: reading 10 MB with somebody else's parser takes its time.
  if (["openai-chat", "aws-bedrock", "ollama"].includes(id)) {
    Deno.test(`${name}: one event of 10 MB is one event, framed rightly`, () => {
      const { text } = read(play(id, "huge_event")!);
      assert.ok(text.length > 10 * 1024 * 1024);
    });
  }
}
