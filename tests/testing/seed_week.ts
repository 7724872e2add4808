import type { Database } from "../../db/client.ts";
import { rightAnswers, seedRun, seedUnmeasured } from "./seed_board.ts";

/** Text that would do harm if a page wrote it out as it is. */
export const HOSTILE_TEXT =
  `</script><script>window.hacked=1</script><img src=x onerror="window.hacked=2">'"\u2028`;

/** Ids of the runs that {@link seedWeek} stores. */
export const RUN_IDS = {
  fast: "11111111-1111-4111-8111-111111111111",
  close: "22222222-2222-4222-8222-222222222222",
  selfHosted: "33333333-3333-4333-8333-333333333333",
  simulated: "44444444-4444-4444-8444-444444444444",
  flaky: "55555555-5555-4555-8555-555555555555",
  invalid: "66666666-6666-4666-8666-666666666666",
  lastWeek: "77777777-7777-4777-8777-777777777777",
} as const;

/** The instant at which tests look at the seeded week. */
export const SEEDED_NOW = new Date("2026-11-20T12:00:00Z");

/** A week with one of everything a board can show. All of it is invented. */
export async function seedWeek(db: Database): Promise<void> {
  await seedRun(db, {
    runId: RUN_IDS.lastWeek,
    endpoint: { id: "swift/llama-3.1-8b", providerName: "Swift Inference" },
    isoWeek: "2026-W46",
    startedAt: new Date("2026-11-10T09:30:00Z"),
    requests: 60,
    seed: 8,
  });
  await seedRun(db, {
    runId: RUN_IDS.fast,
    endpoint: {
      id: "swift/llama-3.1-8b",
      providerName: "Swift Inference",
      price: {
        inputUsdPerMtok: 0.05,
        outputUsdPerMtok: 0.08,
        source: "https://swift.example/pricing",
        readOn: "2026-11-10",
      },
      links: { home: "https://swift.example", docs: null },
    },
    requests: 700,
    ttftMs: 180,
    itlMs: 3.1,
    seed: 1,
  });
  await seedRun(db, {
    runId: RUN_IDS.close,
    endpoint: {
      id: "brisk/llama-3.1-8b-instruct",
      providerName: "Brisk",
      price: {
        inputUsdPerMtok: 0.18,
        outputUsdPerMtok: 0.18,
        source: "javascript:alert(1)",
        readOn: "2026-11-10",
      },
    },
    requests: 120,
    ttftMs: 262,
    failEvery: 60,
    itlMs: 7.4,
    seed: 2,
  });
  await seedRun(db, {
    runId: RUN_IDS.selfHosted,
    endpoint: {
      id: "acme/llama-3.1-8b-fp8",
      providerName: "Acme GPU team",
      kind: "self-hosted",
      hosting: {
        engine: "vLLM",
        engineVersion: "0.11.0",
        engineArgs: "--max-model-len 8192",
        hardware: "H100",
        hardwareCount: 2,
        precision: "fp8",
        gpuUsdPerHour: 3.2,
      },
    },
    requests: 120,
    ttftMs: 268,
    itlMs: 9.8,
    seed: 3,
  });
  await seedRun(db, {
    runId: RUN_IDS.simulated,
    endpoint: {
      id: "simulated/steady",
      providerName: "Simulated",
      kind: "simulated",
      enabled: false,
      canonicalModel: "simulated",
    },
    requests: 80,
    ttftMs: 320,
    itlMs: 12,
    seed: 4,
  });
  await seedRun(db, {
    runId: RUN_IDS.flaky,
    endpoint: { id: "hasty/llama-3.1-8b", providerName: HOSTILE_TEXT, model: HOSTILE_TEXT },
    requests: 90,
    ttftMs: 150,
    itlMs: 6,
    failEvery: 7,
    failure: { kind: "http_5xx", httpStatus: 502, body: HOSTILE_TEXT },
    checks: [
      ...rightAnswers(16),
      {
        index: 16,
        kind: "exact_copy",
        prompt: "Repeat exactly: lap",
        expected: "lap",
        got: HOSTILE_TEXT,
        passed: false,
        failure: null,
      },
      {
        index: 17,
        kind: "json_shape",
        prompt: "Answer with JSON.",
        expected: '{"a":1}',
        got: null,
        passed: null,
        failure: "timeout_total",
      },
    ],
    command: `deno task job hasty/llama-3.1-8b --metadata '${HOSTILE_TEXT}'`,
    seed: 5,
  });
  await seedRun(db, {
    runId: RUN_IDS.invalid,
    endpoint: { id: "steady/llama-3.1-8b", providerName: "Steady" },
    verdict: "invalid",
    reasons: ["the client's clock stalled for 84 ms, over the limit of 25 ms"],
    requests: 60,
    ttftMs: 400,
    seed: 6,
  });
  await seedUnmeasured(
    db,
    { id: "openly/llama-3.1-8b", providerName: "Openly" },
    "OPENLY_API_KEY is not set; set it and the next tick measures this endpoint",
  );
  await seedUnmeasured(db, { id: "quiet/qwen-3-32b", canonicalModel: "qwen-3-32b" });
}
