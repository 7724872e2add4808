import { type CheckResult, generateCheckItems, judge } from "./checks/mod.ts";
import { requestRenewalMs } from "./credentials/mod.ts";
import { quotaPlan } from "./loadgen/mod.ts";
import type { RunContext } from "./measure_load.ts";
import { buildRequest } from "./plan_requests.ts";
import { limitForTokens } from "./response_limit.ts";
import { buildSample } from "./samples/build_sample.ts";
import { targetOf } from "./wire/mod.ts";
import { tokenizer } from "./workloads/mod.ts";

/** Room for every right answer, and for a few polite words before it. */
const MAX_ANSWER_TOKENS = 256;
const MAX_STORED_CHARS = 2000;
/** The check is about answers, not about load. */
const CONCURRENCY = 4;

/**
 * Asks the correctness check's questions, after the load and outside every latency figure.
 * @returns one result a question that was asked and came to an end, in order
 */
export async function askChecks(context: RunContext): Promise<CheckResult[]> {
  const { job, protocol, redact } = context;
  const items = generateCheckItems(job.seed, job.checkCount);
  if (items.length === 0) return [];
  const results: CheckResult[] = [];
  await context.measure({
    target: targetOf(new URL(job.endpoint.baseUrl)),
    transport: job.transport.transport,
    timeouts: job.timeouts,
    caCerts: [],
    plan: quotaPlan(job.endpoint.requestsPerMinute, CONCURRENCY),
    seed: job.seed,
    maxRequests: items.length,
    warmupRequests: 0,
    warmupMs: 0,
    workers: 1,
    stopAfterMs: null,
    maxResponseBytes: limitForTokens(MAX_ANSWER_TOKENS),
    signal: context.signal,
    renewAfterMs: requestRenewalMs(context.credential()),
    isOver: () => false,
    buildRequest: (index) =>
      buildRequest(
        // The answer is judged, so it must not depend on luck.
        { ...job, samplingParams: { temperature: 0, ...job.samplingParams } },
        protocol,
        context.credential(),
        {
          index,
          messages: [{ role: "user", content: items[index]!.prompt }],
          maxTokens: MAX_ANSWER_TOKENS,
        },
        context.now().getTime(),
      ),
    onStart: () => Promise.resolve(),
    onRecordings: (recordings) => {
      for (const recording of recordings) {
        const item = items[recording.index]!;
        const { sample, answerText } = buildSample(recording, {
          protocol,
          tokenizer,
          requestedInputTokens: tokenizer.count(item.prompt),
          requestedOutputTokens: MAX_ANSWER_TOKENS,
          ownInputTokens: tokenizer.count(item.prompt),
          redact,
          clockOriginUnixMs: 0,
        });
        const answered = sample.failure === null;
        results.push({
          ...item,
          got: answered
            ? redact(answerText).replaceAll("\0", "\ufffd").slice(0, MAX_STORED_CHARS)
              .toWellFormed()
            : null,
          passed: answered ? judge(item, answerText) : null,
          failure: sample.failure?.kind ?? null,
        });
      }
      return Promise.resolve();
    },
  });
  return results.sort((a, b) => a.index - b.index);
}
