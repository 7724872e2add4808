import type { Protocol } from "../providers/protocols/protocol.ts";
import { type CredentialSource, requestRenewalMs } from "./credentials/mod.ts";
import type { Job } from "./job.ts";
import type { measure, MeasureEnd, TurnPlace } from "./loadgen/mod.ts";
import { DelayHistogram, type TurnCounts } from "./quality/mod.ts";
import { buildRequest } from "./plan_requests.ts";
import { responseLimitBytes } from "./response_limit.ts";
import { buildSample } from "./samples/build_sample.ts";
import type { FailureKind, Sample } from "./samples/mod.ts";
import { releaseRecordings, targetOf } from "./wire/mod.ts";
import { countTurns } from "./count_turns.ts";
import { type PlannedRequest, tokenizer } from "./workloads/mod.ts";

/** What every request of a run has in common. */
export interface RunContext {
  job: Job;
  protocol: Protocol;
  credential: CredentialSource;
  now: () => Date;
  redact: (text: string) => string;
  signal: AbortSignal;
  /** Sends requests and records answers. */
  measure: typeof measure;
}

/** What to do as the load goes on. */
export interface LoadHandlers {
  onStart: (clockOriginUnixMs: number) => Promise<void>;
  onSamples: (samples: Sample[]) => Promise<void>;
}

/** What is known when the load has ended. */
export interface LoadEnd extends MeasureEnd {
  /** Why it ended before its plan did; null when it did not. */
  gaveUp: string | null;
  /** How long after the kernel this program got its reads, where the kernel stamped them. */
  readDelays: DelayHistogram;
  /** How conversations were played; null for a workload without any of several turns. */
  turns: TurnCounts | null;
}

/** Failures that the next request will meet again. */
const LASTING: ReadonlySet<FailureKind> = new Set(["dns", "connect", "tls", "http_4xx"]);
/** So many of them, and nothing else, end a run: hammering on would help nobody. */
const GIVE_UP_AFTER = 100;

/** Sends the workload's prompts by the job's plan and turns what comes back into samples. */
export async function measureLoad(context: RunContext, handlers: LoadHandlers): Promise<LoadEnd> {
  const { job, protocol } = context;
  const planned = new Map<number, PlannedRequest>();
  const readDelays = new DelayHistogram();
  let clockOriginUnixMs = 0;
  let onlyLastingFailures = 0;
  let gaveUp: string | null = null;
  const turns = countTurns();

  const end = await context.measure({
    target: targetOf(new URL(job.endpoint.baseUrl)),
    transport: job.transport.transport,
    timeouts: job.timeouts,
    caCerts: [],
    plan: job.plan,
    seed: job.seed,
    maxRequests: job.maxRequests,
    warmupRequests: job.warmupRequests,
    warmupMs: job.warmupMs,
    workers: job.workers,
    stopAfterMs: job.stopAfterMs,
    maxResponseBytes: responseLimitBytes(job, protocol),
    respectRetryAfter: job.respectRetryAfter ?? false,
    signal: context.signal,
    renewAfterMs: requestRenewalMs(context.credential()),
    isOver: () => gaveUp !== null,
    conversationsAtOnce: job.workload.conversationsAtOnce ?? 0,
    buildRequest: (index) => {
      const request = job.workload.request(index);
      planned.set(index, request);
      const encoded = buildRequest(job, protocol, context.credential(), {
        index,
        messages: request.messages,
        maxTokens: request.maxTokens,
      }, context.now().getTime());
      const turn = turnOf(request);
      return turn === null ? encoded : { ...encoded, turn };
    },
    onStart: async (originUnixMs) => {
      clockOriginUnixMs = originUnixMs;
      await handlers.onStart(originUnixMs);
    },
    onRecordings: async (recordings) => {
      const samples = recordings.map((recording) => {
        readDelays.add(recording);
        const request = planned.get(recording.index)!;
        planned.delete(recording.index);
        const { sample } = buildSample(recording, {
          protocol,
          tokenizer,
          requestedInputTokens: request.inputTokens,
          requestedOutputTokens: request.maxTokens,
          ownInputTokens: request.inputTokens,
          redact: context.redact,
          clockOriginUnixMs,
        });
        turns.add(request, sample);
        return sample;
      });
      releaseRecordings(recordings);
      for (const { failure } of samples) {
        if (failure === null || !LASTING.has(failure.kind)) onlyLastingFailures = -Infinity;
        else if (++onlyLastingFailures >= GIVE_UP_AFTER) {
          gaveUp ??= `gave up after ${GIVE_UP_AFTER} requests that all failed: ${failure.message}`;
        }
      }
      await handlers.onSamples(samples);
    },
  });
  const postponed = end.threads.reduce((sum, { turnsPostponed }) => sum + turnsPostponed, 0);
  return { ...end, gaveUp, readDelays, turns: turns.counts(postponed) };
}

/** What the loops have to know of a conversation; null for what stands alone. */
function turnOf({ conversation }: PlannedRequest): TurnPlace | null {
  if (conversation === null || conversation.turns === 1) return null;
  const { follows, thinkMs, turn, turns } = conversation;
  return { follows, thinkMs, followed: turn < turns - 1 };
}
