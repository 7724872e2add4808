import type { EventSort } from "./script.ts";

/** The truth about one event: when it was due and when it left. */
export interface TrueEvent {
  /** Taken immediately before the write; null when it was never sent. */
  sent_ms: number | null;
  planned_ms: number;
  sort: EventSort;
  tokens: number;
}

/** The truth about one request. All times are ms on the document's clock. */
export interface TrueRequest {
  id: string;
  /** Order of arrival at the provider, from 0; the plan is made from it. */
  number: number;
  /** The `x-lapboard-index` header; null when there was none. */
  index: string | null;
  /** The request's last byte was read. */
  received_ms: number;
  /** The response's first byte was about to be written; null when it never was. */
  head_sent_ms: number | null;
  events: TrueEvent[];
  /** The response was over, or the connection lost; null while it goes on. */
  end_ms: number | null;
  /** HTTP status sent; null when no status line was. */
  status: number | null;
  /** Name of the fault played; null when none. */
  fault: string | null;
  /** The client went away before the response was over. */
  aborted: boolean;
  /**
   * Writes that the kernel did not take at once because the client did not read: their true send
   * time is later than `sent_ms`.
   */
  delayed_writes: number;
  /** Tokens of the text events that were sent. */
  output_tokens: number;
  /** Own tokenizer's count of the prompt; null when not counted (yet). */
  prompt_tokens: number | null;
}

/** Distribution of how late the server sent what it had planned, ms. Null when nothing was sent. */
export interface Lateness {
  n: number;
  p50: number | null;
  p99: number | null;
  max: number | null;
}

/** What `GET /truth` answers. */
export interface TruthDocument {
  /** Unix time of the clock's zero, ms. */
  clock_origin_unix_ms: number;
  server: {
    profile: string;
    seed: number;
    workers: number;
    connections_accepted: number;
    connections_open: number;
    requests_received: number;
    lateness_ms: Lateness;
  };
  requests: Record<string, TrueRequest>;
}

/** One thread's share of a {@link TruthDocument}. */
export interface TruthPart {
  connectionsAccepted: number;
  connectionsOpen: number;
  requestsReceived: number;
  latenessMs: Float32Array;
  maxLatenessMs: number;
  requests: TrueRequest[];
}

/** Rounds to a microsecond: finer digits are noise of the clock. */
export function toMicros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** Puts the shares of all threads together. */
export function mergeTruth(
  parts: readonly TruthPart[],
  about: { clockOriginUnixMs: number; profile: string; seed: number },
): TruthDocument {
  const sum = (of: (part: TruthPart) => number) => parts.reduce((total, p) => total + of(p), 0);
  const n = sum((part) => part.latenessMs.length);
  const lateness = new Float32Array(n);
  let at = 0;
  for (const part of parts) {
    lateness.set(part.latenessMs, at);
    at += part.latenessMs.length;
  }
  lateness.sort();
  const quantile = (q: number) => n === 0 ? null : toMicros(lateness[Math.floor(q * (n - 1))]!);
  const requests = parts.flatMap((part) => part.requests).sort((a, b) => a.number - b.number);
  return {
    clock_origin_unix_ms: about.clockOriginUnixMs,
    server: {
      profile: about.profile,
      seed: about.seed,
      workers: parts.length,
      connections_accepted: sum((part) => part.connectionsAccepted),
      connections_open: sum((part) => part.connectionsOpen),
      requests_received: sum((part) => part.requestsReceived),
      lateness_ms: {
        n,
        p50: quantile(0.5),
        p99: quantile(0.99),
        max: n === 0 ? null : toMicros(Math.max(...parts.map((part) => part.maxLatenessMs))),
      },
    },
    requests: Object.fromEntries(requests.map((request) => [request.id, request])),
  };
}
