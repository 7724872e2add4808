import { type CredentialSource, keepSecrets } from "../jobs/credentials/mod.ts";
import { measure } from "../jobs/loadgen/mod.ts";
import { runBenchmark } from "../jobs/run_benchmark.ts";
import type { Sample } from "../jobs/samples/mod.ts";
import { type Answer, readAnswer } from "../jobs/samples/read_answer.ts";
import { weeklyJob } from "../jobs/schedule/weekly_job.ts";
import {
  chooseTransport,
  decodeResponse,
  type Recording,
  surroundingsOf,
  targetOf,
} from "../jobs/wire/mod.ts";
import type { Endpoint } from "../providers/catalog/mod.ts";
import { findProtocol, type Protocol } from "../providers/protocols/mod.ts";

/** What came back for one request, as far as it was understood. */
export interface UnderstoodAnswer {
  sample: Sample;
  httpStatus: number | null;
  /** Names are lower case; values are bounded and without secrets. */
  headers: Record<string, string>;
  /** False when the text came as one body. */
  streamed: boolean;
  text: string;
  reasoning: string;
  /** Whether the protocol's end mark was seen; null when it has none. */
  endMark: boolean | null;
}

/** Headers that say who answered, how busy they are and what they allow. */
const HEADERS_OF_INTEREST =
  /^(content-type|content-encoding|server|via|retry-after|cf-ray)$|rate-?limit|request-?id|processing|latency|inference|region|backend|service-time/;
const MAX_HEADERS = 20;
const MAX_HEADER_CHARS = 120;

/**
 * Sends a few requests of the weekly workload, one after the other, by the path that measures, and
 * keeps what it made of the answers.
 *
 * @param count how many requests
 * @returns one answer a request that came to an end, in order
 */
export async function tryEndpoint(
  endpoint: Endpoint,
  credential: CredentialSource,
  { count, signal }: { count: number; signal: AbortSignal },
): Promise<UnderstoodAnswer[]> {
  const protocol = findProtocol(endpoint.protocol);
  const target = targetOf(new URL(endpoint.baseUrl));
  const transport = chooseTransport(null, target, await surroundingsOf(target, []));
  const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
  const kept = keepSecrets(credential, {});
  const answers = new Map<number, Omit<UnderstoodAnswer, "sample">>();
  const samples: Sample[] = [];
  await runBenchmark({
    ...weeklyJob(endpoint, seed, "local", transport),
    plan: { kind: "closed_loop", concurrency: 1 },
    maxRequests: count,
    checkCount: 0,
    stream: protocol.cannotStream === null,
    metadata: {},
  }, {
    sinks: [],
    credential: kept.credential,
    calibrate: null,
    signal,
    now: () => new Date(),
    // The pipeline lets go of a recording once its sample is made; here the text is wanted too.
    measure: (options) =>
      measure({
        ...options,
        onRecordings: (recordings) => {
          for (const recording of recordings) {
            answers.set(recording.index, understand(recording, protocol, kept.redact));
          }
          return options.onRecordings(recordings);
        },
      }),
    onSamples: (batch) => samples.push(...batch),
  });
  return samples.sort((a, b) => a.index - b.index)
    .map((sample) => ({ sample, ...answers.get(sample.index)! }));
}

function understand(
  recording: Recording,
  protocol: Protocol,
  redact: (text: string) => string,
): Omit<UnderstoodAnswer, "sample"> {
  const response = decodeResponse(recording);
  const answer = readAnswer(response, protocol);
  return {
    httpStatus: response.head?.statusCode ?? null,
    headers: headersOfInterest(response.head?.headers ?? new Map(), redact),
    streamed: answer.streamed,
    text: redact(textOf(answer, false)),
    reasoning: redact(textOf(answer, true)),
    endMark: protocol.hasEndMark ? answer.ended : null,
  };
}

function textOf({ pieces }: Answer, reasoning: boolean): string {
  return pieces.filter((piece) => piece.reasoning === reasoning).map(({ text }) => text).join("");
}

function headersOfInterest(
  headers: ReadonlyMap<string, string>,
  redact: (text: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    [...headers].filter(([name]) => HEADERS_OF_INTEREST.test(name)).slice(0, MAX_HEADERS)
      .map(([name, value]) => [name, redact(value).slice(0, MAX_HEADER_CHARS)]),
  );
}
