import { createRedactor } from "../samples/redact.ts";
import { CredentialError } from "./credential_error.ts";
import { type ServiceAccount, signAssertion } from "./service_account.ts";

/** An access token and when it must be renewed. */
export interface AccessToken {
  token: string;
  /** Unix ms. */
  issuedAtMs: number;
  /** How long it is good for, ms. */
  livesMs: number;
}

/** The world as an exchange needs it. */
export interface ExchangeDeps {
  fetch: typeof fetch;
  now: () => Date;
}

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_TOKEN_CHARS = 8192;
const MAX_SAID_CHARS = 200;
/** What a token lives for where the server does not say. */
const USUAL_LIFE_S = 3600;

/**
 * Exchanges a service account's signed word for an access token at its token server.
 *
 * @throws {CredentialError} when the server cannot be reached, refuses, or answers with anything
 *   else than a token. The message contains neither the word nor a key.
 */
export async function exchangeAssertion(
  account: ServiceAccount,
  deps: ExchangeDeps,
): Promise<AccessToken> {
  const issuedAtMs = deps.now().getTime();
  const assertion = signAssertion(account, issuedAtMs);
  const { status, text } = await post(account.tokenUri, assertion, deps);
  const fail = (what: string): never => {
    const redact = createRedactor([assertion]);
    throw new CredentialError(
      `no token for ${account.clientEmail}: ${account.tokenUri.host} ${inOneLine(redact(what))}`,
    );
  };
  const answer = parse(text);
  if (status !== 200) return fail(`answered HTTP ${status}${said(answer)}`);
  const { access_token: token, expires_in: livesS = USUAL_LIFE_S } = answer ?? {};
  if (
    typeof token !== "string" || token.length > MAX_TOKEN_CHARS || !/^[\x21-\x7e]+$/.test(token)
  ) {
    return fail("gave none");
  }
  if (typeof livesS !== "number" || !(livesS > 0)) {
    return fail('gave one without a life: "expires_in" must be a number of seconds');
  }
  return { token, issuedAtMs, livesMs: livesS * 1000 };
}

async function post(
  tokenUri: URL,
  assertion: string,
  deps: ExchangeDeps,
): Promise<{ status: number; text: string }> {
  try {
    const response = await deps.fetch(tokenUri, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion,
      }),
      // Whoever it points to was not checked.
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, text: await readBounded(response) };
  } catch (cause) {
    // Its words may quote the request; what matters is who could not be reached.
    const how = cause instanceof DOMException && cause.name === "TimeoutError"
      ? `did not answer within ${TIMEOUT_MS / 1000} s`
      : "could not be reached";
    throw new CredentialError(
      `no token for the Google service account: ${tokenUri.host} ${how}`,
      { cause },
    );
  }
}

/** As much of the body as an answer may have; what is longer is cut, and then no JSON. */
async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) break;
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed as Record<string, unknown> : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** `error` and `error_description` of an OAuth refusal (RFC 6749, section 5.2). */
function said(answer: Record<string, unknown> | null): string {
  return [answer?.error, answer?.error_description]
    .filter((part) => typeof part === "string")
    .map((part) => `: ${part.slice(0, MAX_SAID_CHARS)}`)
    .join("");
}

/** A server's words are printed on terminals, where a control character would be obeyed. */
function inOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ").trim().toWellFormed();
}
