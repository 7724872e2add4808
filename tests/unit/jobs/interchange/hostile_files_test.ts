import assert from "node:assert/strict";
import fc from "fast-check";
import { exportRun, FORMATS, ImportError, importFile } from "../../../../jobs/interchange/mod.ts";
import { makeExportedRun } from "../../../testing/exported_run.ts";

Deno.test("any JSON is imported or refused in one line", () => {
  fc.assert(fc.property(fc.json(), fc.constantFrom(null, ...FORMATS), (text, format) => {
    importsOrRefuses(text, format);
  }));
});

Deno.test("a good file of which one value was changed is imported or refused in one line", () => {
  const files = FORMATS.map((format) =>
    JSON.parse(exportRun(makeExportedRun(12), format)[0]!.content)
  );
  const junk = fc.constantFrom<unknown>(null, -1, 1e308, "x", "NaN", [], {}, true, [[null]], 1.5);
  fc.assert(fc.property(fc.constantFrom(...files), fc.nat(), junk, (file, at, value) => {
    const keys = Object.keys(file);
    importsOrRefuses(JSON.stringify({ ...file, [keys[at % keys.length]!]: value }), null);
  }));
});

Deno.test("a file that ends early is refused in one line", () => {
  for (const format of FORMATS) {
    const { content } = exportRun(makeExportedRun(12), format)[0]!;
    for (let share = 0; share < 0.95; share += 0.1) {
      assert.throws(
        () => importFile(content.slice(0, Math.floor(content.length * share)), "cut.json", format),
        ImportError,
      );
    }
  }
});

Deno.test("what is wrong is said with its place and the mend", () => {
  const good = () => JSON.parse(exportRun(makeExportedRun(12), "vllm")[0]!.content);
  const cases: [change: (file: ReturnType<typeof good>) => void, message: RegExp][] = [
    [(file) => file.completed = "many", /^f\.json: completed: must be a whole number$/],
    [(file) => file.ttfts[3] = -1, /^f\.json: ttfts\.3: /],
    [(file) => file.itls.pop(), /itls: has 11 entries and ttfts 12; both must be one a request/],
    [(file) => file.itls[0] = [9999], /request 0 lasts over 4000 s/],
    [(file) => file.output_lens[1] = 1e12, /output_lens\.1/],
  ];
  for (const [change, message] of cases) {
    const file = good();
    change(file);
    assert.throws(() => importFile(JSON.stringify(file), "f.json", null), refusal(message));
  }
  const records = exportRun(makeExportedRun(12), "aiperf")[1]!.content;
  const changed = (from: string | RegExp, to: string) =>
    importFile(records.replace(from, to), "f", null);
  assert.throws(() => changed(/"value":[\d.]+/, '"value":-3'), /^ImportError: f: 0\.metrics\./);
  assert.throws(() => changed(/"value":[\d.]+/, '"value":1e9'), /f: request 0 lasts over 4000 s/);
  assert.throws(() => changed('"metadata":', '"metadata"'), /f, line 1 is not JSON/);
  assert.throws(() => importFile("{}", "f.json", null), /name the tool with --format if it is/);
  assert.throws(() => importFile("hello", "f.json", null), /f\.json is not JSON/);
});

Deno.test("a number that JSON does not have, as Python writes it, is absent", () => {
  const [file] = exportRun(makeExportedRun(12), "llmperf");
  const text = file!.content.replace(/("results_ttft_s_stddev":) ?[\d.]+/, "$1 NaN")
    .replace(/("results_ttft_s_max":) ?[\d.]+/, "$1 -Infinity")
    .replace(/("model":) ?"[^"]*"/, '$1 "NaN \\" Infinity"');
  const [imported] = importFile(text, "f.json", null);
  assert.equal(imported!.model, 'NaN " Infinity');
  assert.deepEqual(
    [imported!.statistics.metrics.ttft_ms.stddev, imported!.statistics.metrics.ttft_ms.max],
    [null, null],
  );
  assert.throws(() => importFile('{"completed": NaN', "f.json", null), /f\.json is not JSON/);
});

Deno.test("what cannot be, such as a time below 0, is refused; what cannot be stored is left out", () => {
  const [summary, responses] = exportRun(makeExportedRun(12), "llmperf").map(({ content }) =>
    content
  );
  assert.throws(
    () => importFile(responses!.replace(/("ttft_s":) ?[\d.]+/, "$1 -5"), "f.json", null),
    /^ImportError: f\.json: 0\.ttft_s: must not be negative$/,
  );
  const named = summary!.replace(/("model":) ?"[^"]*"/, '$1 "a\\u0000b\\nc"');
  assert.equal(importFile(named, "f.json", null)[0]!.model, "a b c");
});

Deno.test("keys in a file are not kept", () => {
  const key = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789";
  const file = JSON.parse(exportRun(makeExportedRun(12), "vllm")[0]!.content);
  file.errors[0] = `401 for Bearer ${key}`;
  file.ttfts[0] = 0;
  file.note = `run with ${key}`;
  file.api_key = "plain-words";
  file.input_config = {
    headers: { authorization: "plain-words" },
    cmd: "serve --api-key plain-words",
  };
  const [result] = importFile(JSON.stringify(file), "f.json", null);
  const kept = JSON.stringify([result!.reported, result!.samples[0]!.failure]);
  assert.doesNotMatch(kept, /sk-proj-abcdef|plain-words/);
  assert.match(kept, /401 for/);
});

function importsOrRefuses(text: string, format: Parameters<typeof importFile>[2]): void {
  try {
    for (const { samples, statistics } of importFile(text, "f.json", format)) {
      assert.ok(samples.length <= 200_000);
      assert.ok(statistics.counts.ok >= 0);
    }
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    assert.doesNotMatch(error.message, /\n/);
  }
}

function refusal(pattern: RegExp) {
  return (error: unknown) => error instanceof ImportError && pattern.test(error.message);
}
