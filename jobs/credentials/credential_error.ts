/**
 * A credential is missing or cannot be used. The message is one line: what, where, and how to mend
 * it. It never contains a secret.
 */
export class CredentialError extends Error {
  override readonly name = "CredentialError";
}
