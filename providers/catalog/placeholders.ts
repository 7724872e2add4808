import type { Endpoint } from "./endpoint.ts";

/*
 * Some base URLs hold a part that only an account's owner knows: a resource's name, a project, an
 * account's number. A catalog file writes it as the name of an environment variable in braces:
 * `https://{AZURE_OPENAI_RESOURCE}.openai.azure.com`.
 */

const PLACEHOLDER = /\{([A-Z][A-Z0-9_]*)\}/g;
/** What may stand in a host's label and in a path's segment alike: it cannot change the host. */
const VALUE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Names of the environment variables a base URL waits for, in order. */
export function placeholdersIn(baseUrl: string): string[] {
  return [...new Set(Array.from(baseUrl.matchAll(PLACEHOLDER), ([_, name]) => name!))];
}

/** A text with something in every placeholder's stead. */
export function replacePlaceholders(text: string, valueOf: (name: string) => string): string {
  return text.replaceAll(PLACEHOLDER, (_, name: string) => valueOf(name));
}

/** The base URL with a harmless word in every placeholder's stead, so that it can be checked. */
export function withoutPlaceholders(baseUrl: string): string {
  return replacePlaceholders(baseUrl, () => "x");
}

/**
 * The endpoint with its base URL's placeholders filled from the environment.
 *
 * @throws {RangeError} when a variable is not set, or its value could lead to another host; the
 *   message names the variable and never shows the value
 */
export function fillPlaceholders(
  endpoint: Endpoint,
  env: (name: string) => string | undefined,
): Endpoint {
  const baseUrl = replacePlaceholders(endpoint.baseUrl, (name) => {
    const value = env(name)?.trim() ?? "";
    if (value === "") {
      throw new RangeError(
        `${endpoint.id} needs the environment variable ${name}: ` +
          `it stands in the base URL ${endpoint.baseUrl}`,
      );
    }
    if (!VALUE.test(value)) {
      throw new RangeError(
        `the environment variable ${name} must be letters, digits and "-" (at most 63 characters): ` +
          `it stands in the base URL ${endpoint.baseUrl}`,
      );
    }
    return value;
  });
  return { ...endpoint, baseUrl };
}
