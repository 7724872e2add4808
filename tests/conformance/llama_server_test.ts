import assert from "node:assert/strict";
import { join } from "node:path";
import { runJob } from "../testing/run_job.ts";
import { recorded, replayed } from "./exchanges.ts";
import { cacheDir, placesIn } from "./install.ts";
import { testWith } from "./missing.ts";
import { assertSame, seenBy } from "./same_answer.ts";
import { adapting, asking, SDK_CASES } from "./sdk_cases.ts";
import { withSdks } from "./sdk_process.ts";
import { type StartedProgram, startProgram } from "./started_program.ts";
import { makeTinyModel } from "./tiny_model.ts";

const REQUESTS = 6;
const OUTPUT_TOKENS = 20;

/** What the engine's server speaks, of what we speak. */
const PROTOCOLS = [
  { protocol: "openai-chat", basePath: "/v1", finish: "length" },
  { protocol: "openai-completions", basePath: "/v1", finish: "length" },
  { protocol: "llama-cpp", basePath: "", finish: "limit" },
  // This one the server calls complete when it ended at the limit, too.
  { protocol: "openai-responses", basePath: "/v1", finish: "completed" },
  { protocol: "anthropic-messages", basePath: "", finish: "max_tokens" },
];

/**
 * The official clients that can read it. Not OpenAI's for responses: it stops at the server's events
 * because they have no `output_index`.
 */
const CLIENTS = ["openai-chat", "openai-completions", "anthropic-messages"];

async function withEngine(use: (engine: StartedProgram) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "lapboard-llama-" });
  try {
    const model = join(dir, "tiny.gguf");
    await Deno.writeFile(model, makeTinyModel());
    const engine = await startProgram({
      command: (port) => [
        placesIn(cacheDir()).llamaServer,
        ...["--offline", "--model", model, "--host", "127.0.0.1", "--port", `${port}`],
        ...["--threads", "1", "--parallel", "2", "--ctx-size", "16384"],
      ],
      env: {},
      readyPath: "/health",
      timeoutMs: 60_000,
    });
    try {
      await use(engine);
    } finally {
      await engine.stop();
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

for (const { protocol, basePath, finish } of PROTOCOLS) {
  testWith(
    "llama-server",
    `llama.cpp's server is measured over ${protocol}`,
    () =>
      withEngine(async ({ origin }) => {
        const { outcome, samples } = await runJob([
          ...["--url", origin + basePath, "--model", "tiny", "--llm-api", protocol],
          ...["--max-num-completed-requests", `${REQUESTS}`, "--num-concurrent-requests", "2"],
          ...["--mean-output-tokens", `${OUTPUT_TOKENS}`, "--stddev-output-tokens", "0"],
        ]);
        const { counts, output_token_source } = outcome.statistics;
        assert.deepEqual([counts.started, counts.ok], [REQUESTS, REQUESTS]);
        assert.equal(output_token_source, "usage");
        for (const { tokens, arrivalsMs, finishReason, failure } of samples) {
          assert.equal(failure, null);
          assert.equal(finishReason, finish);
          assert.equal(tokens.usageOutput, OUTPUT_TOKENS, "the model never ends by itself");
          // The engine sends a token an event, and each of the tiny model's tokens is text.
          assert.equal(arrivalsMs.length, OUTPUT_TOKENS);
          assert.ok(tokens.ownOutput > 0);
          assert.ok(tokens.usageInput! > tokens.ownInput, "its few syllables make long prompts");
        }
      }),
  );
}

testWith(
  ["llama-server", "sdk-clients"],
  "what llama.cpp's server sends is the same to official clients and to our adapters",
  () =>
    withEngine(({ origin: server }) =>
      withSdks(async (sdks) => {
        for (const each of SDK_CASES.filter(({ client }) => CLIENTS.includes(client))) {
          const tiny = { ...each, model: "tiny" };
          const ask = asking(sdks, tiny);
          const adapt = adapting(tiny);
          try {
            const theirs = await recorded(server, ask);
            assertSame(seenBy(theirs.answer), await replayed(theirs.bytes, adapt), each);
            const ours = await recorded(server, adapt);
            assertSame(seenBy(await replayed(ours.bytes, ask)), ours.answer, each);
          } catch (error) {
            throw new Error(each.client, { cause: error });
          }
        }
      })
    ),
);
