import assert from "node:assert/strict";
import type { FailureKind } from "../../jobs/samples/mod.ts";
import { replayed } from "./exchanges.ts";
import { testWith } from "./missing.ts";
import { assertSame, seenBy } from "./same_answer.ts";
import { adapting, asking, SDK_CASES } from "./sdk_cases.ts";
import { type SdkAnswer, withSdks } from "./sdk_process.ts";
import { askSimulated } from "./simulated_exchange.ts";

/** Streams that are unusual but right: whoever reads the protocol reads them. */
const UNUSUAL = [
  "bom",
  "cr_lines",
  "crlf_lines",
  "duplicate_usage",
  "http_100_continue",
  "http_1_0",
  "split_everywhere",
  "trailers",
];

/** Where an official client cannot read what is right. */
const CANNOT_READ: Readonly<Record<string, readonly string[]>> = {
  // Its reader knows lines that end in LF or CRLF only, and finds no events.
  "cohere-chat-v2": ["cr_lines"],
};

/** Answers that are failures, and what we call them. */
const FAILURES: readonly { fault: string; kind: FailureKind }[] = [
  { fault: "http_400", kind: "http_4xx" },
  { fault: "http_401", kind: "http_4xx" },
  { fault: "http_429", kind: "rate_limited" },
  { fault: "http_500", kind: "http_5xx" },
  { fault: "http_529", kind: "http_5xx" },
  { fault: "error_event", kind: "stream_error" },
  { fault: "json_error_200", kind: "stream_error" },
];

for (const each of SDK_CASES) {
  const { client, protocol } = each;

  testWith(
    "sdk-clients",
    `${client}: the client and ${protocol} read unusual streams alike`,
    () =>
      withSdks(async (sdks) => {
        for (const fault of UNUSUAL) {
          if (CANNOT_READ[client]?.includes(fault)) continue;
          try {
            const theirs = await askSimulated(
              { profile: "multi-token", seed: 11, faults: [{ name: fault }] },
              asking(sdks, each),
            );
            const ours = await replayed(theirs.bytes, adapting(each));
            assertSame(seenBy(theirs.answer), ours, each);
          } catch (error) {
            throw new Error(`fault ${fault}`, { cause: error });
          }
        }
      }),
  );

  testWith(
    "sdk-clients",
    `${client}: what is a failure to the client is one to ${protocol}`,
    () =>
      withSdks(async (sdks) => {
        for (const { fault, kind } of FAILURES) {
          try {
            const theirs = await askSimulated(
              { seed: 12, faults: [{ name: fault }] },
              asking(sdks, each),
            );
            // Some faults mean nothing in some protocols.
            if (theirs.truth.fault === null) continue;
            const { sample, text } = await replayed(theirs.bytes, adapting(each));
            assert.equal(sample.failure?.kind, kind);
            assertFailed(theirs.answer, text);
          } catch (error) {
            throw new Error(`fault ${fault}`, { cause: error });
          }
        }
      }),
  );
}

/** The client threw, or gives what came before the failure, and nobody would take it for an answer. */
function assertFailed(answer: SdkAnswer, text: string): void {
  if ("error" in answer) return;
  const { seen } = answer;
  assert.equal(seen.text, text);
  assert.ok(seen.finishReason === null || seen.finishReason === "ERROR", `${seen.finishReason}`);
}
