import { Buffer } from "node:buffer";
import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { CredentialError } from "./credential_error.ts";
import { isGoogleHost, isLoopback } from "./credential_variables.ts";

/** A Google service account, as its key file has it. */
export interface ServiceAccount {
  clientEmail: string;
  privateKey: KeyObject;
  /** Null when the file does not say; Google then tries all of the account's keys. */
  privateKeyId: string | null;
  /** Where its signed word is exchanged for a token. */
  tokenUri: URL;
}

const GOOGLES_TOKEN_URI = "https://oauth2.googleapis.com/token";
/** All of Google Cloud, Vertex AI with it; what the account may do is limited by its roles. */
const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
/** The longest Google allows. */
const ASSERTION_LIVES_S = 3600;

/**
 * Reads a service account's key file.
 *
 * @param where names the file in errors, such as the variable it was found through
 * @throws {CredentialError} when it is not one, or would send its word elsewhere than to Google (or
 *   to this machine). The message never contains the private key.
 */
export function parseServiceAccount(json: string, where: string): ServiceAccount {
  const file = parseObject(json, where);
  if (file.type !== "service_account") {
    throw new CredentialError(
      `${where} holds no service account: "type" must be "service_account"; make a key for one ` +
        "in Google Cloud's console under IAM, Service Accounts",
    );
  }
  return {
    clientEmail: field(file, "client_email", where),
    privateKey: privateKeyOf(field(file, "private_key", where), where),
    privateKeyId: typeof file.private_key_id === "string" ? file.private_key_id : null,
    tokenUri: tokenUriOf(file.token_uri ?? GOOGLES_TOKEN_URI, where),
  };
}

/**
 * The account's signed word (a JSON Web Token, RS256) that asks its token server for an access token.
 *
 * Reference: https://developers.google.com/identity/protocols/oauth2/service-account#httprest, RFC 7523
 */
export function signAssertion(account: ServiceAccount, nowUnixMs: number): string {
  const nowS = Math.floor(nowUnixMs / 1000);
  const header = {
    alg: "RS256",
    typ: "JWT",
    ...(account.privateKeyId === null ? {} : { kid: account.privateKeyId }),
  };
  const claims = {
    iss: account.clientEmail,
    scope: SCOPE,
    aud: account.tokenUri.href,
    iat: nowS,
    exp: nowS + ASSERTION_LIVES_S,
  };
  const signed = [header, claims].map((part) => base64url(JSON.stringify(part))).join(".");
  return `${signed}.${base64url(sign("sha256", Buffer.from(signed), account.privateKey))}`;
}

function base64url(data: string | Uint8Array): string {
  return Buffer.from(data).toString("base64url");
}

function parseObject(json: string, where: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
  } catch (error) {
    // Its message would quote the file.
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CredentialError(`${where} is not a JSON object: use the key file as Google gave it`);
}

function field(file: Record<string, unknown>, name: string, where: string): string {
  const value = file[name];
  if (typeof value === "string" && value !== "") return value;
  throw new CredentialError(`${where} has no "${name}": use the key file as Google gave it`);
}

function privateKeyOf(pem: string, where: string): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = createPrivateKey(pem);
  } catch {
    // Whatever is wrong with it, the message must not quote it.
  }
  if (key === null || key.asymmetricKeyType !== "rsa") {
    throw new CredentialError(
      `the "private_key" in ${where} is not an RSA key in PEM: use the key file as Google gave it`,
    );
  }
  return key;
}

function tokenUriOf(value: unknown, where: string): URL {
  const url = typeof value === "string" ? URL.parse(value) : null;
  const safe = url !== null && url.username === "" && url.password === "" &&
    (isLoopback(url.hostname)
      ? ["http:", "https:"].includes(url.protocol)
      : url.protocol === "https:" && isGoogleHost(url.hostname));
  if (safe) return url;
  throw new CredentialError(
    `the "token_uri" in ${where} is not Google's: it must be ${GOOGLES_TOKEN_URI}, or another ` +
      "https:// address under googleapis.com",
  );
}
