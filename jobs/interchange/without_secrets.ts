import { createRedactor } from "../samples/redact.ts";

/** Names of settings whose values are secret, whatever they look like. */
const SECRET_NAME = /(?:api[-_]?key|authorization|password|secret|hf[-_]?token|headers?)$/i;
const SECRET_FLAG = /((?:^|\s)--?[\w-]*(?:api-key|password|secret|token)(?:=|\s+))\S+/gi;
const redact = createRedactor([]);

/** Text from a tool's file, bounded, with whatever is shaped like a key taken out. */
export function withoutSecrets(text: string, mostChars: number): string {
  // Cut first, though generously: patterns over megabytes of a hostile file would take long.
  const bounded = text.slice(0, 4 * mostChars).replaceAll(SECRET_FLAG, "$1[removed]");
  return redact(bounded).slice(0, mostChars);
}

/** Whether a setting of this name is left out altogether. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}
