import assert from "node:assert/strict";
import { join } from "node:path";
import { sampleMetrics } from "../../jobs/metrics/mod.ts";
import {
  type SimulatedProvider,
  startSimulatedProviderWorker,
} from "../../providers/simulated/mod.ts";
import { runJob } from "../testing/run_job.ts";
import { cacheDir, placesIn } from "./install.ts";
import { testWith } from "./missing.ts";
import { type StartedProgram, startProgram } from "./started_program.ts";

/** Not a secret: the proxy refuses to start without one. */
const MASTER_KEY = "sk-lapboard-conformance-4f1c9a7e2b6d8053";
const REQUESTS = 6;
const TTFT_MS = 60;

/** What the proxy calls each provider behind it: all of them are the simulated one. */
const UPSTREAMS = [
  { name: "by-openai", model: "openai/sim", basePath: "/v1", dialect: "openai-chat" },
  { name: "by-anthropic", model: "anthropic/sim", basePath: "", dialect: "anthropic-messages" },
  { name: "by-gemini", model: "gemini/sim", basePath: "/v1beta", dialect: "google-gemini" },
];

/** The proxy's configuration; JSON is YAML. */
function configFor(provider: SimulatedProvider): string {
  return JSON.stringify({
    model_list: UPSTREAMS.map(({ name, model, basePath }) => ({
      model_name: name,
      litellm_params: { model, api_base: provider.url + basePath, api_key: "no-key-of-anybody" },
    })),
  });
}

async function withProxy(
  use: (proxy: StartedProgram, provider: SimulatedProvider) => Promise<void>,
): Promise<void> {
  const provider = await startSimulatedProviderWorker({
    profile: "reasoning",
    ttftMs: TTFT_MS,
    itlMs: 2,
  });
  const dir = await Deno.makeTempDir({ prefix: "lapboard-litellm-" });
  try {
    const config = join(dir, "config.yaml");
    await Deno.writeTextFile(config, configFor(provider));
    const proxy = await startProgram({
      command: (port) => [
        placesIn(cacheDir()).litellm,
        ...["--config", config, "--host", "127.0.0.1", "--port", `${port}`],
      ],
      env: {
        LITELLM_MASTER_KEY: MASTER_KEY,
        // Prices and models are not to be fetched from anywhere.
        LITELLM_LOCAL_MODEL_COST_MAP: "True",
      },
      readyPath: "/health/liveliness",
      timeoutMs: 120_000,
    });
    try {
      await use(proxy, provider);
    } finally {
      await proxy.stop();
    }
  } finally {
    await provider.stop();
    await Deno.remove(dir, { recursive: true });
  }
}

testWith(
  "litellm",
  "the LiteLLM proxy is measured through openai-chat, whatever is behind it",
  () =>
    withProxy(async (proxy, provider) => {
      for (const { name, dialect } of UPSTREAMS) {
        await provider.clearTruth();
        const { outcome, samples } = await runJob([
          ...["--url", `${proxy.origin}/v1`, "--model", name, "--llm-api", "openai-chat"],
          ...["--max-num-completed-requests", `${REQUESTS}`, "--num-concurrent-requests", "2"],
          ...["--mean-output-tokens", "30", "--stddev-output-tokens", "5", "--seed", "3"],
        ], { apiKey: MASTER_KEY });
        const { counts } = outcome.statistics;
        assert.deepEqual([counts.started, counts.ok], [REQUESTS, REQUESTS], name);

        const truth = Object.values((await provider.truth()).requests);
        const sizes = (of: { tokens: [number | null, number | null] }[]) =>
          of.map(({ tokens }) => tokens.join(" in, ")).sort();
        assert.deepEqual(
          sizes(samples.map(({ tokens }) => ({ tokens: [tokens.usageInput, tokens.usageOutput] }))),
          sizes(truth.map((each) => ({ tokens: [each.prompt_tokens, each.output_tokens] }))),
          `${name}: usage is what the provider behind the proxy counted`,
        );
        for (const { tokens, finishReason, ...sample } of samples) {
          assert.equal(tokens.ownOutput, tokens.usageOutput, `${name}: no text was lost`);
          assert.equal(tokens.ownReasoning, tokens.usageReasoning, `${name}: nor reasoning`);
          assert.ok(tokens.ownReasoning > 0, `${name}: ${dialect} tells reasoning`);
          assert.equal(finishReason, "length", name);
          const { ttft_ms } = sampleMetrics({ tokens, finishReason, ...sample });
          assert.ok(ttft_ms! >= TTFT_MS, `${name}: the first token came after ${ttft_ms} ms`);
        }
      }
    }),
);
