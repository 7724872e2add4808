import { findProtocol } from "../../providers/protocols/mod.ts";
import { startSimulatedProviderWorker, type TruthDocument } from "../../providers/simulated/mod.ts";
import { measure } from "../loadgen/mod.ts";
import { buildSample } from "../samples/build_sample.ts";
import type { Sample } from "../samples/mod.ts";
import {
  encodeRequest,
  releaseRecordings,
  surroundingsOf,
  targetOf,
  type Transport,
} from "../wire/mod.ts";
import { tokenizer } from "../workloads/mod.ts";
import { type CalibrationLoad, type CalibrationPlan, calibrationPlan } from "./calibration_plan.ts";
import { type CalibrationResult, discarded, errorQuantiles } from "./calibration_result.ts";
import { type TimingErrors, timingErrors } from "./timing_errors.ts";

/** How to calibrate. */
export interface CalibrationOptions extends CalibrationLoad {
  transport: Transport;
  /** Measuring threads. */
  workers: number;
  signal: AbortSignal;
}

/** Events cannot arrive before they are sent: beyond this the clocks were mapped wrongly. */
const CLOCK_TOLERANCE_MS = 0.1;
const TIMEOUT_MS = 10_000;
const MAX_RESPONSE_BYTES = 1024 * 1024;
/** Streams that one thread of the simulated provider serves with ease. */
const STREAMS_PER_SERVER = 64;
const MAX_SERVERS = 4;

/**
 * Measures this client's own error: a simulated provider on this machine, in threads of its own,
 * is measured just as an endpoint would be, and each event's arrival is held against the instant it
 * was sent. The provider takes its share of the CPU, so this is an upper bound.
 *
 * @throws {RangeError} when the load is not one that can be made
 * @throws {Error} when the simulated provider cannot start or a measuring thread fails
 */
export async function calibrate(options: CalibrationOptions): Promise<CalibrationResult> {
  const plan = calibrationPlan(options);
  const discard = (reason: string) => discarded({ ...options, itlMs: plan.itlMs }, reason);
  const provider = await startSimulatedProviderWorker({
    ttftMs: plan.itlMs,
    itlMs: plan.itlMs,
    countPromptTokens: false,
    workers: Math.min(MAX_SERVERS, Math.ceil(options.concurrency / STREAMS_PER_SERVER)),
  });
  try {
    if (options.transport === "fetch-byob") {
      const { proxyVariable } = await surroundingsOf(targetOf(new URL(provider.baseUrl)), []);
      if (proxyVariable !== null) {
        return discard(`${proxyVariable} covers this machine too: add 127.0.0.1 to NO_PROXY`);
      }
    }
    const { samples, clockOriginUnixMs } = await measureProvider(provider.baseUrl, plan, options);
    if (options.signal.aborted) return discard("it was interrupted");
    const failures = samples.flatMap(({ failure }) => failure ?? []);
    if (failures.length > 0) {
      return discard(`${failures.length} of its requests failed: ${failures[0]!.message}`);
    }
    const document = await provider.truth();
    const truth = new Map(
      Object.values(document.requests).map((request) => [Number(request.index), request]),
    );
    const counted = samples.filter(({ phase }) => phase === "measured");
    const errors = timingErrors(
      counted,
      truth,
      document.clock_origin_unix_ms - clockOriginUnixMs,
      plan.itlMs,
    );
    const leastMs = errors.eventsMs.reduce((a, b) => Math.min(a, b), Infinity);
    if (leastMs < -CLOCK_TOLERANCE_MS) {
      return discard(`its two clocks disagreed by ${(-leastMs).toFixed(2)} ms or more`);
    }
    return found(options, plan, counted, errors, document.server.lateness_ms);
  } finally {
    await provider.stop();
  }
}

async function measureProvider(
  baseUrl: string,
  plan: CalibrationPlan,
  { transport, workers, signal }: CalibrationOptions,
): Promise<{ samples: Sample[]; clockOriginUnixMs: number }> {
  const samples: Sample[] = [];
  let clockOriginUnixMs = 0;
  const url = new URL(baseUrl);
  const protocol = findProtocol("openai-chat");
  await measure({
    target: targetOf(url),
    transport,
    timeouts: {
      connectMs: TIMEOUT_MS,
      firstByteMs: TIMEOUT_MS,
      stallMs: TIMEOUT_MS,
      totalMs: TIMEOUT_MS,
    },
    caCerts: [],
    plan: plan.load,
    seed: 1,
    maxRequests: plan.requests,
    warmupRequests: plan.warmupRequests,
    warmupMs: 0,
    workers,
    stopAfterMs: null,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    buildRequest: (index) => {
      const request = protocol.buildRequest(
        url,
        {
          model: "sim",
          messages: [{ role: "user", content: "Calibrate." }],
          maxTokens: plan.eventsPerResponse,
          stream: true,
          samplingParams: {},
        },
        { kind: "none" },
        0,
      );
      const headers = { ...request.headers, "x-lapboard-index": String(index) };
      return { index, bytes: encodeRequest({ ...request, headers }) };
    },
    onStart: (originUnixMs) => {
      clockOriginUnixMs = originUnixMs;
      return Promise.resolve();
    },
    onRecordings: (recordings) => {
      for (const recording of recordings) {
        samples.push(
          buildSample(recording, {
            protocol,
            tokenizer,
            requestedInputTokens: 0,
            requestedOutputTokens: plan.eventsPerResponse,
            ownInputTokens: 0,
            redact: (text) => text,
            clockOriginUnixMs,
          }).sample,
        );
      }
      releaseRecordings(recordings);
      return Promise.resolve();
    },
    isOver: () => false,
    signal,
  });
  return { samples, clockOriginUnixMs };
}

type Lateness = TruthDocument["server"]["lateness_ms"];

function found(
  { concurrency, transport, workers }: CalibrationOptions,
  { itlMs }: CalibrationPlan,
  counted: readonly Sample[],
  errors: TimingErrors,
  { p50, p99 }: Lateness,
): CalibrationResult {
  const firstMs = Math.min(...counted.map(({ arrivalsMs }) => arrivalsMs[0]!));
  const lastMs = Math.max(...counted.map(({ arrivalsMs }) => arrivalsMs.at(-1)!));
  return {
    eventErrorMs: errorQuantiles(errors.eventsMs),
    ttftErrorMs: errorQuantiles(errors.ttftsMs),
    serverLatenessMs: { p50, p99 },
    eventsPerS: lastMs > firstMs ? errors.eventsMs.length / ((lastMs - firstMs) / 1000) : null,
    readsPerEvent: errors.pairs === 0 ? null : 1 - errors.coalesced / errors.pairs,
    events: errors.eventsMs.length,
    requests: counted.length,
    concurrency,
    itlMs,
    transport,
    workers,
    discardedReason: null,
  };
}
