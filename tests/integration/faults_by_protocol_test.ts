import assert from "node:assert/strict";
import { protocols } from "../../providers/protocols/mod.ts";
import { FAULTS, startSimulatedProviderWorker } from "../../providers/simulated/mod.ts";
import { FAULT_OUTCOMES } from "../testing/fault_outcomes.ts";
import { runJob } from "../testing/run_job.ts";

/** Where the simulated provider serves protocols that do not begin at `/v1`. */
const BASE_PATHS: Readonly<Record<string, string>> = {
  "openai-chat": "/v1",
  "openai-completions": "/v1",
  "openai-responses": "/v1",
  "azure-openai": "/openai/deployments/sim?api-version=2024-10-21",
  "google-gemini": "/v1beta",
  "mistral": "/mistral/v1",
  "cloudflare-workers-ai": "/client/v4/accounts/a1",
};
/** Replicate names models by their owners. */
const MODELS: Readonly<Record<string, string>> = { replicate: "lapboard/sim" };
const PATIENCE = [
  ...["--first-byte-timeout", "4", "--stall-timeout", "4", "--request-timeout", "8"],
];
/** Runs of as many protocols at once: they mostly wait. */
const AT_ONCE = 6;

/** What the faults that the provider played became, where it is not what they become elsewhere. */
async function differences(id: string): Promise<string[]> {
  const names = Object.keys(FAULTS);
  const faults = names.map((name, n) => ({ name, requests: [2 * n + 1] }));
  const provider = await startSimulatedProviderWorker({
    ...{ ttftMs: 10, itlMs: 1, outputTokens: 9, countPromptTokens: false },
    ...{ models: ["sim"], faults },
  });
  try {
    const url = new URL(BASE_PATHS[id] ?? "/", provider.baseUrl);
    const { samples, outcome } = await runJob([
      ...["--url", url.href, "--model", MODELS[id] ?? "sim", "--llm-api", id],
      ...["--header", "x-lapboard-index: {index}", "--seed", "3", ...PATIENCE],
      ...["--max-num-completed-requests", String(2 * names.length)],
      ...["--num-concurrent-requests", "8", "--mean-input-tokens", "64"],
    ]);
    assert.equal(outcome.status, "complete", `${id}: ${outcome.reason}`);
    const { counts } = outcome.statistics;
    assert.equal(counts.started, 2 * names.length);
    assert.equal(counts.started, counts.ok + counts.failed);
    const { requests } = await provider.truth();
    const faultOf = new Map<number, string | null>();
    for (const { index, fault } of Object.values(requests).sort((a, b) => a.number - b.number)) {
      faultOf.set(Number(index), fault);
    }
    return samples.flatMap(({ index, failure }) => {
      const fault = faultOf.get(index)!;
      const expected = fault === null ? null : FAULT_OUTCOMES[fault]!;
      const found = failure === null ? null : [failure.kind, failure.phase, failure.httpStatus];
      return JSON.stringify(found) === JSON.stringify(expected)
        ? []
        : [`${fault}: ${found?.join(" ") ?? "no harm"}`];
    }).filter((each) => each !== MAY_BE_ASKED_AGAIN).sort();
  } finally {
    await provider.stop();
  }
}

/** Formats whose end mark is the event with the finish reason: without it the answer was cut. */
const END_IS_FINISH = ["missing_end_mark: truncated body 200"];
/** Formats without an end mark: only the transport says that an answer was cut. */
const NO_END_MARK = ["content_length_long: truncated body 200"];

/**
 * An answer that comes whole is reset before its first byte; on a reused connection that looks as if
 * it had been closed while idle.
 */
const MAY_BE_ASKED_AGAIN = "reset_mid_stream: reset first_byte ";

/** What a format makes different. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  // The container's events are pieced together: a broken one may yet be going on.
  "aws-sagemaker": ["invalid_json_event: truncated body 200"],
  "cloudflare-workers-ai": END_IS_FINISH,
  "google-gemini": NO_END_MARK,
  "llama-cpp": END_IS_FINISH,
  "openai-responses": END_IS_FINISH,
  "ollama": END_IS_FINISH,
  // Its answer comes whole, as 201, and all at once.
  "replicate": [
    "br_body: malformed body 201",
    "content_length_short: malformed body 201",
    "cut_mid_event: truncated body 201",
    "gzip_body: malformed body 201",
    "reset_after_headers: reset body 201",
    "reset_mid_event: reset body 201",
    "stall_before_first_token: timeout_first_byte first_byte ",
    "stall_mid_stream: timeout_first_byte first_byte ",
    "zstd_body: malformed body 201",
  ],
  // Every event repeats the whole text so far, the last one with its finish reason.
  "sglang": ["missing_finish: no harm"],
  "tensorrt-llm": [...NO_END_MARK, "content_length_short: no harm"],
};

Deno.test("every fault has its kind, phase and status in every protocol, and the runs go on", async () => {
  const waiting = protocols.map(({ id }) => id);
  const found: Record<string, string[]> = {};
  const work = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      found[id] = await differences(id);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.log(JSON.stringify(found, null, 1));
  const expected = Object.fromEntries(protocols.map(({ id }) => [id, EXPECTED[id] ?? []]));
  assert.deepEqual(found, expected);
});
