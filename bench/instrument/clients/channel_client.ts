import { measure } from "../../../jobs/loadgen/mod.ts";
import {
  decodeResponse,
  encodeRequest,
  parseEventStream,
  type Recording,
  targetOf,
} from "../../../jobs/wire/mod.ts";
import type { Transport } from "../../../jobs/wire/create_channel.ts";
import type { RequestStamps } from "../stamps_file.ts";
import { isMisnumbered, runClient } from "./client_lines.ts";

/**
 * This project's client with the transport its first argument names, as a job runs it: a dispatcher,
 * a measuring Worker, recordings handed over undecoded. The one difference: a job decodes on another
 * core as recordings come; here the whole process has one core, so recordings are kept and decoded
 * after the load.
 */
const TIMEOUTS = { connectMs: 10_000, firstByteMs: 60_000, stallMs: 60_000, totalMs: 120_000 };
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

const [transport, ...args] = Deno.args;

await runClient(args, async (task) => {
  const url = new URL(task.url);
  const recordings: Recording[] = [];
  let originUnixMs = 0;
  await measure({
    target: targetOf(url),
    transport: transport as Transport,
    timeouts: TIMEOUTS,
    caCerts: task.caFile === null ? [] : [Deno.readTextFileSync(task.caFile)],
    plan: task.ratePerS === null ? { kind: "closed_loop", concurrency: task.concurrency } : {
      kind: "open_loop",
      requestRatePerS: task.ratePerS,
      arrival: "constant",
      burstiness: 1,
      ramp: null,
      maxConcurrency: null,
    },
    seed: 1,
    maxRequests: task.ratePerS === null
      ? Number.MAX_SAFE_INTEGER
      : Math.ceil(task.ratePerS * task.seconds),
    warmupRequests: 0,
    warmupMs: 0,
    workers: 1,
    stopAfterMs: task.seconds * 1000,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    buildRequest: (index) => ({
      index,
      bytes: encodeRequest({
        method: "POST",
        url,
        headers: { "content-type": "application/json", "x-lapboard-index": String(index) },
        body: task.body,
      }),
    }),
    onStart: async (unixMs) => {
      originUnixMs = unixMs;
      await task.ready();
    },
    onRecordings: (batch) => {
      for (const recording of batch) recordings.push(recording);
      return Promise.resolve();
    },
    isOver: () => false,
    signal: new AbortController().signal,
  });
  return () => {
    let failed = 0;
    let misnumbered = 0;
    const requests = recordings.map((recording): RequestStamps => {
      const response = decodeResponse(recording);
      if (recording.failure !== null || response.head?.statusCode !== 200) failed++;
      const eventsMs: number[] = [];
      for (const event of parseEventStream(response.body).events) {
        if (event.data === "[DONE]") continue;
        const content = JSON.parse(event.data).choices[0].delta.content;
        if (!content) continue;
        if (isMisnumbered(content, eventsMs.length)) misnumbered++;
        eventsMs.push(originUnixMs + response.arrivalMs(event.end));
      }
      return {
        index: recording.index,
        startMs: originUnixMs + (recording.sentMs ?? recording.scheduledMs),
        eventsMs: Float64Array.from(eventsMs),
      };
    });
    const first = recordings.find(({ index }) => index === 0);
    return {
      requests,
      failed,
      misnumbered,
      firstDueUnixMs: task.ratePerS === null || first === undefined
        ? null
        : originUnixMs + first.scheduledMs,
    };
  };
});
