import assert from "node:assert/strict";
import { limitForTokens, responseLimitBytes } from "../../../jobs/response_limit.ts";
import { weeklyJob } from "../../../jobs/schedule/weekly_job.ts";
import { makeEndpoint } from "../../testing/samples.ts";

const MIB = 1024 * 1024;
const ONCE = {};
const { workload } = weeklyJob(makeEndpoint(), 1, "test", {
  transport: "raw",
  reason: "the default",
});
/** The limit where every request asks for so many tokens. */
function limit(
  maxTokens: number,
  samplingParams: Parameters<typeof responseLimitBytes>[0]["samplingParams"] = {},
) {
  const request = (index: number) => ({ ...workload.request(index), maxTokens });
  return responseLimitBytes(
    { workload: { ...workload, request }, maxRequests: 3, samplingParams },
    ONCE,
  );
}

Deno.test("an answer may be longer the more tokens were asked for, and 64 MiB at most", () => {
  assert.equal(limit(1024), 20 * MIB);
  assert.equal(limit(8192), 48 * MIB);
  assert.equal(limit(1_000_000), 64 * MIB);
  assert.equal(limitForTokens(256), 17 * MIB);
});

Deno.test("an event of 10 MB is within the limit of any answer", () => {
  assert.ok(limit(1) > 12 * MIB);
});

Deno.test("the longest answer asked for decides, and requests that will never be sent do not", () => {
  const request = (index: number) => ({
    ...workload.request(index),
    maxTokens: 1024 * (index + 1),
  });
  const job = { workload: { ...workload, request }, samplingParams: {} };
  assert.equal(responseLimitBytes({ ...job, maxRequests: 2 }, ONCE), 24 * MIB);
  assert.equal(responseLimitBytes({ ...job, maxRequests: 1 }, ONCE), 20 * MIB);
});

Deno.test("a limit among the body's parameters, which may be larger, leaves the most there is", () => {
  for (
    const own of [
      { max_tokens: 1 },
      { max_completion_tokens: null },
      { generationConfig: { maxOutputTokens: 5 } },
      { options: { num_predict: 9 } },
      { n_predict: 9 },
      { parameters: { max_new_tokens: 3 } },
    ]
  ) assert.equal(limit(10, own), 64 * MIB, JSON.stringify(own));
  assert.ok(limit(10, { temperature: 0, min_tokens: 10, stop: ["tokens"] }) < 17 * MIB);
});

Deno.test("a format that repeats the text needs the most there is", () => {
  const job = { workload, maxRequests: 1, samplingParams: {} };
  assert.equal(responseLimitBytes(job, { repeatsText: true }), 64 * MIB);
});
