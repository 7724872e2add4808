import { createRedactor } from "../samples/redact.ts";
import { UsageError } from "./usage_error.ts";

/** A shorter key, such as vLLM's `EMPTY`, is a word that may stand anywhere. */
const MIN_SECRET_CHARS = 8;
/** Not stored. */
const HEADER = "--header";
/** Flags that take any text; models and hosts have names that look like keys. */
const FREE_TEXT = new Set(["--metadata", "--additional-sampling-params"]);

const withoutKeys = createRedactor([]);

/**
 * Refuses a command line that says a key: it is stored with the run and published with it.
 *
 * @param secrets what requests are authorised with
 * @throws {UsageError} that names the flag and not the value
 */
export function refuseSecrets(args: readonly string[], secrets: readonly string[]): void {
  const known = secrets.filter(({ length }) => length >= MIN_SECRET_CHARS);
  let flag = "the command line";
  for (const arg of args) {
    if (arg.startsWith("--")) flag = arg.split("=", 1)[0]!;
    if (flag === HEADER) continue;
    const isSecret = known.some((secret) => arg.includes(secret)) ||
      FREE_TEXT.has(flag) && withoutKeys(arg) !== arg;
    if (!isSecret) continue;
    throw new UsageError(
      `${flag} holds what is, or looks like, a key, and would be stored with the run: take it ` +
        "out; what --api-key-env names and --header states is not stored",
    );
  }
}
