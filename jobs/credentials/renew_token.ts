import type { CredentialSource } from "./credential_source.ts";
import type { AccessToken } from "./exchange_assertion.ts";

/** How a token is renewed while it is in use. */
export interface RenewalDeps {
  /** Asks for another token. */
  exchange: () => Promise<AccessToken>;
  now: () => Date;
  /** One line for people, when a renewal failed. */
  log: (line: string) => void;
}

/** A token is renewed so long before its end, or halfway to it when it lives shorter. */
const AHEAD_MS = 10 * 60_000;
/** A token server is not asked more often than this, whatever it says or fails. */
const NOT_BEFORE_MS = 30_000;

/**
 * A token that is renewed in good time: whoever asks for it late in its life gets it, and sets off
 * its renewal. Nothing happens while nobody asks, so there is nothing to end.
 *
 * While renewals fail the old token is given on. Once it is over, requests that bear it are refused
 * and are recorded so.
 */
export function renewToken(first: AccessToken, deps: RenewalDeps): CredentialSource {
  let credential = { kind: "bearer" as const, token: first.token };
  let renewAtMs = renewalOf(first);
  let renewing = false;
  return () => {
    if (!renewing && deps.now().getTime() >= renewAtMs) {
      renewing = true;
      deps.exchange().then(
        (token) => {
          credential = { kind: "bearer", token: token.token };
          renewAtMs = renewalOf(token);
        },
        (error) => {
          deps.log(`the token in use was not renewed: ${messageOf(error)}`);
          renewAtMs = deps.now().getTime() + NOT_BEFORE_MS;
        },
      ).finally(() => renewing = false);
    }
    return credential;
  };
}

function renewalOf({ issuedAtMs, livesMs }: AccessToken): number {
  return issuedAtMs + Math.max(livesMs - Math.min(AHEAD_MS, livesMs / 2), NOT_BEFORE_MS);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
