import type {
  ChatMessage,
  Credential,
  HttpRequest,
  Protocol,
} from "../providers/protocols/protocol.ts";
import type { Job } from "./job.ts";
import type { EncodedRequest } from "./loadgen/mod.ts";
import { encodeRequest } from "./wire/mod.ts";

/** What is to be asked. */
export interface Prompt {
  index: number;
  /** The conversation so far, and what is said now. */
  messages: ChatMessage[];
  maxTokens: number | null;
}

/**
 * Builds a prompt's request all the way to bytes, so that nothing is left to do when it leaves.
 * @param credential what the request is authorised with
 * @param nowUnixMs the time a signature carries, Unix ms
 */
export function buildRequest(
  job: Job,
  protocol: Protocol,
  credential: Credential,
  prompt: Prompt,
  nowUnixMs: number,
): Pick<EncodedRequest, "index" | "bytes"> {
  const request = protocol.buildRequest(
    new URL(job.endpoint.baseUrl),
    {
      model: job.endpoint.model,
      messages: prompt.messages,
      maxTokens: prompt.maxTokens,
      stream: whyNotStreamed(job, protocol) === null,
      samplingParams: job.samplingParams,
    },
    credential,
    nowUnixMs,
  );
  return {
    index: prompt.index,
    bytes: encodeRequest(withHeaders(request, job.headers, prompt.index)),
  };
}

/** Why a job's answers are not asked for as streams, for people; null when they are. */
export function whyNotStreamed(job: Job, protocol: Protocol): string | null {
  return job.stream ? protocol.cannotStream : "the job asked for whole answers (--no-stream)";
}

function withHeaders(
  request: HttpRequest,
  extra: Record<string, string>,
  index: number,
): HttpRequest {
  const headers = { ...request.headers };
  for (const [name, value] of Object.entries(extra)) {
    headers[name.toLowerCase()] = value.replaceAll("{index}", String(index));
  }
  return { ...request, headers };
}
