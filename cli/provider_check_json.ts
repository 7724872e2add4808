import type { Sample } from "../jobs/samples/mod.ts";
import type { Endpoint } from "../providers/catalog/mod.ts";
import type { CheckedFile } from "./provider_check_file.ts";
import type { UnderstoodAnswer } from "./provider_check_live.ts";

/** An endpoint that was asked, or why it was not. */
export interface Tried {
  endpoint: Endpoint;
  answers: UnderstoodAnswer[] | null;
  notTried: string | null;
}

/** The figures of one request that people look at first, ms; null where there is none. */
export function timings(sample: Sample) {
  const { sentMs, connectStartMs, connectedMs, firstReasoningMs, firstContentMs } = sample;
  const sinceSent = (ms: number | null) => ms === null || sentMs === null ? null : ms - sentMs;
  return {
    connect_ms: connectedMs === null || connectStartMs === null
      ? null
      : connectedMs - connectStartMs,
    ttfb_ms: sinceSent(sample.firstByteMs),
    ttft_ms: sinceSent(firstReasoningMs ?? firstContentMs),
    ttfa_ms: sinceSent(firstContentMs),
    e2e_ms: sinceSent(sample.lastContentMs),
  };
}

/** The whole check as one JSON object. Endpoints that `--live` did not ask have `live` null. */
export function checkJson({ file, problems, notes, endpoints }: CheckedFile, tried: Tried[]) {
  return {
    file,
    ok: problems.length === 0,
    problems: problems.map(({ line, column, field, message }) => ({
      line,
      column,
      field,
      message,
    })),
    notes,
    endpoints: endpoints.map(({ endpoint, sources }) => {
      const live = tried.find((each) => each.endpoint.id === endpoint.id);
      return {
        id: endpoint.id,
        model: endpoint.model,
        canonical_model: endpoint.canonicalModel,
        protocol: endpoint.protocol,
        base_url: endpoint.baseUrl,
        api_key_env: endpoint.apiKeyEnv,
        enabled: endpoint.enabled,
        sources,
        live: live === undefined
          ? null
          : { not_tried: live.notTried, requests: (live.answers ?? []).map(requestJson) },
      };
    }),
  };
}

function requestJson({ sample, ...answer }: UnderstoodAnswer) {
  const { failure, tokens } = sample;
  return {
    ok: failure === null,
    failure: failure && {
      kind: failure.kind,
      phase: failure.phase,
      http_status: failure.httpStatus,
      retry_after_s: failure.retryAfterS,
      message: failure.message,
      body_excerpt: failure.bodyExcerpt,
    },
    http_status: answer.httpStatus,
    streamed: answer.streamed,
    text: answer.text,
    reasoning: answer.reasoning,
    text_events: sample.arrivalsMs.length,
    usage: {
      input_tokens: tokens.usageInput,
      output_tokens: tokens.usageOutput,
      reasoning_tokens: tokens.usageReasoning,
      cached_input_tokens: tokens.usageCachedInput,
    },
    own_output_tokens: tokens.ownOutput,
    finish_reason: sample.finishReason,
    end_mark: answer.endMark,
    ...timings(sample),
    headers: answer.headers,
  };
}
