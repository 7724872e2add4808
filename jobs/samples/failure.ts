/**
 * Why a request failed. The list is closed: every failure a provider can cause has a name here,
 * and `client` is the only one that is our own fault (it is never charged to the provider).
 */
export const FAILURE_KINDS = [
  "dns",
  "connect",
  "tls",
  "timeout_first_byte",
  "timeout_stall",
  "timeout_total",
  "reset",
  "http_4xx",
  "rate_limited",
  "http_5xx",
  "stream_error",
  "malformed",
  "truncated",
  "empty",
  "overflow",
  "client",
] as const;

/** One of {@link FAILURE_KINDS}. */
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** How far the request had come when it failed. */
export type FailurePhase = "connect" | "send" | "first_byte" | "headers" | "body";

/** A failure as data. Every text in it is bounded and has had secrets removed. */
export interface Failure {
  kind: FailureKind;
  phase: FailurePhase;
  /** HTTP status of the answer; null when no status line arrived. */
  httpStatus: number | null;
  /** What `Retry-After` asked for, seconds; null when absent or not understood. */
  retryAfterS: number | null;
  /** One line for people: what happened. */
  message: string;
  /** The first bytes of the answer's body, at most 500 characters; null when there was none. */
  bodyExcerpt: string | null;
}
