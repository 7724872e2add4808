import { bearer } from "./authorization.ts";
import { jsonRequest } from "./json_request.ts";
import type { Credential, GenerationRequest, HttpRequest, Json, Protocol } from "./protocol.ts";
import { escapeStrictly, signRequest } from "./sigv4.ts";

/** What AWS's own tools take when nobody says which region. */
const DEFAULT_REGION = "us-east-1";

/**
 * Makes the `buildRequest` of an AWS service that is asked by one signed POST.
 * @param service see {@link authorizeAws}
 * @param collection see {@link awsUrl}
 * @param operations what ends the path, for an answer that is streamed and for one that is not
 */
export function signedPost(
  service: string,
  collection: string,
  operations: { whole: string; streamed: string },
  body: (request: GenerationRequest) => Record<string, Json>,
): Protocol["buildRequest"] {
  return (baseUrl, request, credential, nowUnixMs) => {
    const { model, stream } = request;
    const plain = jsonRequest(
      awsUrl(baseUrl, collection, model, stream ? operations.streamed : operations.whole),
      stream ? "aws-event-stream" : "json",
      {},
      body(request),
    );
    return authorizeAws(plain, credential, service, nowUnixMs);
  };
}

/**
 * The request with what AWS wants to see: a signature by AWS keys, or a Bedrock API key as a bearer
 * token.
 *
 * @param service as AWS signs for it, e.g. `bedrock`
 * @throws {TypeError} when the credential cannot be used. The message never contains it.
 */
export function authorizeAws(
  request: HttpRequest,
  credential: Credential,
  service: string,
  nowUnixMs: number,
): HttpRequest {
  if (credential.kind !== "aws") {
    return { ...request, headers: { ...request.headers, ...bearer(credential) } };
  }
  const region = regionOf(request.url.hostname);
  return signRequest(request, credential, { region, service }, nowUnixMs);
}

/**
 * The AWS region a host name has in it: `bedrock-runtime.eu-west-1.amazonaws.com` is in
 * `eu-west-1`. A host without one (a proxy, a server on this machine) is taken to be in
 * `us-east-1`.
 */
export function regionOf(hostname: string): string {
  const labels = hostname.toLowerCase().split(".");
  return labels.find((label) => /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(label)) ?? DEFAULT_REGION;
}

/**
 * The URL of an operation on something that is named in the path, such as
 * `/model/{name}/converse`. A pasted URL that has such a path already is taken for its host, and
 * whatever stands before it.
 *
 * @param collection what the named thing is one of, e.g. `/model`
 * @param name escaped whole: an ARN's slashes and colons are part of it
 * @throws {TypeError} when the name cannot stand in a path
 */
export function awsUrl(baseUrl: URL, collection: string, name: string, operation: string): URL {
  if (/^\.{0,2}$/.test(name)) {
    throw new TypeError(
      `the model name "${name}" cannot stand in a URL: it is empty, "." or ".."`,
    );
  }
  const url = new URL(baseUrl);
  const given = url.pathname.replace(/\/+$/, "");
  const pasted = given.indexOf(`${collection}/`);
  const before = pasted === -1 ? given : given.slice(0, pasted);
  url.pathname = `${before}${collection}/${escapeStrictly(name)}${operation}`;
  url.hash = "";
  return url;
}
