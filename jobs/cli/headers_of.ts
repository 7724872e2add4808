import { placeholdersIn, replacePlaceholders } from "../../providers/catalog/placeholders.ts";
import { UsageError } from "./usage_error.ts";

/** The environment variables that stand in braces in the values of these headers. */
export function headerVariables(lines: readonly string[]): string[] {
  return lines.flatMap(placeholdersIn);
}

/**
 * The headers that lines of `--header` state, by name. `{NAME}` in a value becomes what that
 * environment variable holds: so a key stands in no command line, which anybody on the machine may
 * read.
 *
 * @throws {UsageError} when a line is no header, or a variable is not set
 */
export function headersOf(
  lines: readonly string[],
  env: (name: string) => string | undefined,
): Record<string, string> {
  return Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim();
    if (colon < 1 || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      throw new UsageError(`--header "${name || "…"}" is not "name: value"`);
    }
    const value = replacePlaceholders(line.slice(colon + 1).trim(), (variable) => {
      const held = env(variable)?.trim() ?? "";
      if (held !== "") return held;
      throw new UsageError(`--header "${name}: …" needs the environment variable ${variable}`);
    });
    return [name.toLowerCase(), value];
  }));
}
