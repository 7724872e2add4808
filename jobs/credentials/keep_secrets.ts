import { createRedactor, secretsOf } from "../samples/redact.ts";
import type { CredentialSource } from "./credential_source.ts";

/** A source of credentials, and what takes all it ever gave out of a text. */
export interface KeptSecrets {
  credential: CredentialSource;
  redact: (text: string) => string;
}

/**
 * Watches a source, so that the secrets it has given so far are known: an answer may quote the token
 * before the one that is in use now.
 *
 * @param headers further request headers, whose words may be secrets too
 */
export function keepSecrets(
  source: CredentialSource,
  headers: Record<string, string>,
): KeptSecrets {
  const secrets = new Set(secretsOf(source(), headers));
  let redact = createRedactor([...secrets]);
  return {
    credential: () => {
      const credential = source();
      const before = secrets.size;
      for (const secret of secretsOf(credential, {})) secrets.add(secret);
      if (secrets.size > before) redact = createRedactor([...secrets]);
      return credential;
    },
    redact: (text) => redact(text),
  };
}
