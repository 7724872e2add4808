import type { Credential } from "./protocol.ts";

/** The header most APIs want: `Authorization: Bearer KEY`; no header where no key is needed. */
export function bearer(credential: Credential): Record<string, string> {
  const secret = secretOf(credential);
  return secret === null ? {} : { authorization: `Bearer ${secret}` };
}

/** The key in a header of another name, such as `x-api-key`; a token always goes as `bearer`. */
export function keyHeader(name: string, credential: Credential): Record<string, string> {
  if (credential.kind !== "key") return bearer(credential);
  return { [name]: secretOf(credential)! };
}

/**
 * The key or token as it may stand in a header; null where none is needed.
 * @throws {TypeError} when it cannot stand in a header, or is of a sort this protocol does not use.
 *   The message never contains it.
 */
export function secretOf(credential: Credential): string | null {
  if (credential.kind === "none") return null;
  if (credential.kind === "aws") {
    throw new TypeError("AWS keys sign requests of aws-bedrock and aws-sagemaker only");
  }
  const secret = credential.kind === "key" ? credential.key : credential.token;
  if (!/^[\x21-\x7e]+$/.test(secret)) {
    throw new TypeError(
      "the API key is empty or has a space, a line break or a non-ASCII character in it: " +
        "set the environment variable to the key alone",
    );
  }
  return secret;
}
