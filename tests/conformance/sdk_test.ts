import assert from "node:assert/strict";
import { startSimulatedProvider, type TrueRequest } from "../../providers/simulated/mod.ts";
import { replayed } from "./exchanges.ts";
import { testWith } from "./missing.ts";
import { assertSame, seenBy } from "./same_answer.ts";
import { adapting, asking, MAX_TOKENS, SDK_CASES, type SdkCase } from "./sdk_cases.ts";
import type { Seen } from "./sdk_clients/seen.ts";
import { SDK_CLIENTS, withSdks } from "./sdk_process.ts";
import { askSimulated } from "./simulated_exchange.ts";

/** Events of one token, events of several, and reasoning before the text. */
const PROFILES = ["deterministic", "multi-token", "reasoning"];

/** What the client shows is what the provider knows to have sent. */
function assertTrue(seen: Seen, truth: TrueRequest, of: SdkCase): void {
  const told = truth.events.some(({ sort }) => sort === "reasoning") && of.reasons;
  assert.equal(seen.reasoning !== "", told, "reasoning is told from the answer");
  if (!of.counts) return;
  assert.equal(seen.usage!.outputTokens, truth.output_tokens);
  assert.equal(seen.usage!.inputTokens, truth.prompt_tokens);
}

for (const each of SDK_CASES) {
  const { client, protocol } = each;
  testWith(
    "sdk-clients",
    `${client}: the official client and ${protocol} read the same`,
    () =>
      withSdks(async (sdks) => {
        for (const [seed, profile] of PROFILES.entries()) {
          try {
            const theirs = await askSimulated({ profile, seed }, asking(sdks, each));
            const seen = seenBy(theirs.answer);
            assertTrue(seen, theirs.truth, each);
            assertSame(seen, await replayed(theirs.bytes, adapting(each)), each);

            const ours = await askSimulated({ profile, seed }, adapting(each));
            const replay = seenBy(await replayed(ours.bytes, asking(sdks, each)));
            assertTrue(replay, ours.truth, each);
            assertSame(replay, ours.answer, each);
          } catch (error) {
            throw new Error(`profile ${profile}`, { cause: error });
          }
        }
      }),
  );
}

testWith(
  "sdk-clients",
  "Replicate's client streams from the URL that a first answer names",
  () =>
    withSdks(async (sdks) => {
      const provider = await startSimulatedProvider({ ttftMs: 2, itlMs: 1, seed: 7 });
      const asked = { origin: provider.url, model: "lapboard/sim", maxTokens: MAX_TOKENS };
      try {
        const { text } = seenBy(await sdks.ask("replicate-stream", asked));
        assert.equal(text.split(" ").length - 1, MAX_TOKENS, text);
      } finally {
        await provider.stop();
      }
    }),
);

testWith(
  "sdk-clients",
  "the code around the official clients fits their types and our format",
  async () => {
    // It has its own dependencies, so that `deno task check` cannot see it.
    for (const args of [["fmt", "--check"], ["lint"], ["check", "main.ts"]]) {
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args,
        cwd: SDK_CLIENTS,
        env: { NO_COLOR: "1" },
      }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
    }
  },
);
