import { createHash, createHmac } from "node:crypto";
import type { Credential, HttpRequest } from "./protocol.ts";

/** AWS keys, as they sign a request. */
export type AwsCredential = Extract<Credential, { kind: "aws" }>;

/** What a signature is for: it is worth nothing in another region or at another service. */
export interface SigningScope {
  region: string;
  /** As AWS signs for it, e.g. `bedrock`: not always the name in the host. */
  service: string;
}

/** A request as it will stand on the wire. Header names are lower case, `host` is among them. */
export interface SignedParts {
  method: string;
  /** The path as it is sent, escapes and all. */
  path: string;
  /** Names and values of the query, unescaped. */
  query: readonly (readonly [name: string, value: string])[];
  headers: Record<string, string>;
  body: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * The request with AWS Signature Version 4 in its headers. Everything in it is signed: whatever is
 * changed afterwards makes it invalid, and AWS refuses it when it arrives more than five minutes
 * from its date.
 *
 * @param nowUnixMs the date it carries
 * @throws {TypeError} when the keys cannot be used. The message never contains them.
 */
export function signRequest(
  request: HttpRequest,
  credential: AwsCredential,
  scope: SigningScope,
  nowUnixMs: number,
): HttpRequest {
  checkKeys(credential);
  const url = new URL(request.url);
  const query = [...url.searchParams];
  // Sent as it is signed, so that nobody can read one query in two ways.
  url.search = canonicalQuery(query);
  const headers: Record<string, string> = {
    ...request.headers,
    "x-amz-date": amzDate(nowUnixMs),
    ...(credential.sessionToken === null
      ? {}
      : { "x-amz-security-token": credential.sessionToken }),
  };
  const authorization = signatureHeader(
    {
      method: request.method,
      path: url.pathname,
      query,
      headers: { ...headers, host: url.host },
      body: request.body,
    },
    credential,
    scope,
  );
  return { ...request, url, headers: { ...headers, authorization } };
}

/**
 * The `authorization` header of AWS Signature Version 4. The date is that of `x-amz-date`, which
 * must be among the headers.
 *
 * Reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureHeader(
  parts: SignedParts,
  { accessKeyId, secretAccessKey }: Pick<AwsCredential, "accessKeyId" | "secretAccessKey">,
  { region, service }: SigningScope,
): string {
  const date = parts.headers["x-amz-date"]!;
  const names = Object.keys(parts.headers).sort();
  const signedHeaders = names.join(";");
  const canonicalRequest = [
    parts.method,
    canonicalPath(parts.path),
    canonicalQuery(parts.query),
    ...names.map((name) => `${name}:${inOneLine(parts.headers[name]!)}`),
    "",
    signedHeaders,
    sha256(parts.body),
  ].join("\n");
  const day = date.slice(0, 8);
  const credentialScope = `${day}/${region}/${service}/aws4_request`;
  const toSign = [ALGORITHM, date, credentialScope, sha256(canonicalRequest)].join("\n");
  let key: string | Uint8Array = `AWS4${secretAccessKey}`;
  for (const part of [day, region, service, "aws4_request"]) key = hmac(key, part);
  const signature = hmac(key, toSign).toString("hex");
  return `${ALGORITHM} Credential=${accessKeyId}/${credentialScope}, ` +
    `SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

/** A text with everything but letters, digits and `-._~` escaped, as AWS wants it in paths. */
export function escapeStrictly(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => "%" + character.charCodeAt(0).toString(16).toUpperCase(),
  );
}

/** What is escaped already is escaped once more: every service but S3 signs it so. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(escapeStrictly(segment));
  }
  const closing = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${closing}`;
}

function canonicalQuery(query: SignedParts["query"]): string {
  return query.map((pair) => pair.map(escapeStrictly).join("="))
    // `=` sorts after digits, so that whole pairs would come in another order than their names.
    .sort((a, b) => inOrder(nameOf(a), nameOf(b)) || inOrder(a, b))
    .join("&");
}

function nameOf(pair: string): string {
  return pair.slice(0, pair.indexOf("="));
}

function inOneLine(value: string): string {
  return value.replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, "");
}

/** By code unit: what is escaped is ASCII, so this is the order of the bytes. */
function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `20150830T123600Z` */
function amzDate(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/[-:]|\.\d+/g, "");
}

/** What cannot stand in a header would be met later, and far from its cause. */
function checkKeys({ accessKeyId, secretAccessKey, sessionToken }: AwsCredential): void {
  for (
    const [what, value] of [
      ["access key id", accessKeyId],
      ["secret access key", secretAccessKey],
      ["session token", sessionToken],
    ] as const
  ) {
    if (value !== null && !/^[\x21-\x7e]+$/.test(value)) {
      throw new TypeError(
        `the AWS ${what} is empty or has a space, a line break or a non-ASCII character in it: ` +
          "set the environment variable to the key alone",
      );
    }
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Uint8Array, text: string) {
  return createHmac("sha256", key).update(text).digest();
}
