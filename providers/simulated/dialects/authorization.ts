import type { DialectRequest } from "./dialect.ts";

/** `Authorization: Bearer KEY` */
export function hasBearer(request: DialectRequest, apiKey: string): boolean {
  return request.headers.get("authorization") === `Bearer ${apiKey}`;
}

/** A header that holds the key and nothing else. */
export function hasKeyHeader(request: DialectRequest, name: string, apiKey: string): boolean {
  return request.headers.get(name) === apiKey;
}

/**
 * A Signature Version 4 by the access key whose id is the key, or the key as a bearer token. The
 * signature itself is not checked: the secret is not known here.
 */
export function hasAwsCredential(request: DialectRequest, apiKey: string): boolean {
  const given = request.headers.get("authorization") ?? "";
  const signed = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/[^/]+\/[^/]+\/aws4_request,\s*/
    .exec(given);
  return signed?.[1] === apiKey || hasBearer(request, apiKey);
}
