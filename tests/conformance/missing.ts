/** Name of the environment variable in which a run says what could not be installed. */
export const MISSING_VARIABLE = "LAPBOARD_CONFORMANCE_MISSING";

/** The software of others that is tested against. */
export const PARTS = ["sdk-clients", "litellm", "llama-server"] as const;
export type Part = (typeof PARTS)[number];

/** What could not be installed, and why, for people. */
export type Missing = Partial<Record<Part, string>>;

/**
 * Why tests of a part are to be skipped; null when they are to be run.
 * @param variable the value of {@link MISSING_VARIABLE}; absent when tests are run by hand, which
 *   need everything to be installed
 */
export function whyMissing(
  part: Part,
  variable: string | undefined = Deno.env.get(MISSING_VARIABLE),
): string | null {
  const missing: Missing = variable === undefined || variable === "" ? {} : JSON.parse(variable);
  return missing[part] ?? null;
}

/**
 * Registers a test that needs some parts. Where one is missing it stands in the report as ignored, with
 * the reason in its name: a skip must never look like a pass.
 */
export function testWith(
  parts: Part | readonly Part[],
  name: string,
  body: () => Promise<void>,
): void {
  for (const part of [parts].flat()) {
    const reason = whyMissing(part);
    if (reason === null) continue;
    Deno.test({ name: `SKIPPED (${part}: ${reason}): ${name}`, ignore: true, fn: body });
    return;
  }
  Deno.test(name, body);
}
