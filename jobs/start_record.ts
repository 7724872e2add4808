import type { Json, Protocol } from "../providers/protocols/mod.ts";
import { endsByTime, type Job } from "./job.ts";
import type { LoadPlan } from "./loadgen/mod.ts";
import { METHODOLOGY_VERSION } from "./metrics/mod.ts";
import { whyNotStreamed } from "./plan_requests.ts";
import type { RunRecord } from "./run_record.ts";
import { isoWeek } from "./schedule/mod.ts";
import type { Workload } from "./workloads/mod.ts";

/** The arrivals of a recorded workload that is played at its own times. */
const OWN_TIMES = "as recorded";

/** Whether a run's requests left at the recorded times, and none were drawn. */
export function hasOwnTimes({ plan }: Pick<RunRecord, "plan">): boolean {
  return plan["arrival"] === OWN_TIMES;
}

/** The record of a run that is about to start. */
export function startRecord(job: Job, protocol: Protocol, startedAt: Date): RunRecord {
  return {
    id: crypto.randomUUID(),
    endpoint: job.endpoint,
    workloadId: job.workload.id,
    workload: workloadJson(job.workload),
    plan: {
      ...planJson(job.plan),
      max_requests: endsByTime(job) ? null : job.maxRequests,
      warmup_requests: job.warmupRequests,
      warmup_ms: job.warmupMs,
      stop_after_ms: job.stopAfterMs,
      respect_retry_after: job.respectRetryAfter ?? false,
      stream: whyNotStreamed(job, protocol) === null,
      sampling_params: job.samplingParams,
      checks: job.checkCount,
      ...job.slo === undefined ? {} : { slo: job.slo },
      timeouts_ms: {
        connect: job.timeouts.connectMs,
        first_byte: job.timeouts.firstByteMs,
        stall: job.timeouts.stallMs,
        total: job.timeouts.totalMs,
      },
    },
    seed: job.seed,
    methodologyVersion: METHODOLOGY_VERSION,
    isoWeek: isoWeek(startedAt),
    region: job.region,
    startedAt,
    clockOriginUnixMs: startedAt.getTime(),
    command: job.command,
    client: {
      lapboard: "0.1.0",
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      os: Deno.build.os,
      arch: Deno.build.arch,
      cores: navigator.hardwareConcurrency,
      transport: job.transport.transport,
      transport_reason: job.transport.reason,
      workers: job.workers,
    },
    metadata: job.metadata,
    ...job.place === undefined ? {} : { place: job.place },
  };
}

function workloadJson({ description, notes }: Workload): Record<string, Json> {
  return notes.length === 0 ? description : { ...description, notes: [...notes] };
}

function planJson(plan: LoadPlan): Record<string, Json> {
  if (plan.kind === "closed_loop") return { kind: plan.kind, concurrency: plan.concurrency };
  const { ramp } = plan;
  return {
    kind: plan.kind,
    request_rate_per_s: plan.requestRatePerS,
    arrival: plan.dueMs === undefined ? plan.arrival : OWN_TIMES,
    burstiness: plan.burstiness,
    ramp: ramp === null ? null : {
      strategy: ramp.strategy,
      start_per_s: ramp.startPerS,
      end_per_s: ramp.endPerS,
    },
    max_concurrency: plan.maxConcurrency,
  };
}
