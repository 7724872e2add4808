import type { Credential } from "../../providers/protocols/mod.ts";

/**
 * What requests are authorised with, as it is now: asked anew for each request, since tokens are
 * renewed while a run lasts.
 */
export type CredentialSource = () => Credential;

/** AWS refuses a signature that is five minutes old; connecting takes its time too. */
const RENEW_AFTER_MS = 120_000;

/**
 * How long a request that bears this credential may wait before it is made anew, ms: a signature is
 * good for minutes, and a token may be the last before its renewal. Null: as long as it likes.
 */
export function requestRenewalMs({ kind }: Credential): number | null {
  return kind === "aws" || kind === "bearer" ? RENEW_AFTER_MS : null;
}
