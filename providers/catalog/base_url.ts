import { withoutPlaceholders } from "./placeholders.ts";

/** Hosts that never leave this machine, where plain HTTP exposes nothing. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Query parameters that carry keys; `api-version` and its kind are fine. */
const SECRET_PARAMETER = /key|token|secret|passw|signature|credential|auth|^sig$|^code$/i;

/** Whether a URL's query has a parameter by whose name its value is a key. */
export function holdsSecretParameter(url: URL): boolean {
  return [...url.searchParams.keys()].some((name) => SECRET_PARAMETER.test(name));
}

/**
 * What is wrong with a catalog's base URL, as the end of a sentence; null when it is fine. Plain
 * HTTP is for loopback only, since a key would travel in the clear.
 */
export function baseUrlProblem(text: string): string | null {
  const url = URL.parse(withoutPlaceholders(text));
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    return "must be a URL such as https://api.example.com/v1";
  }
  // Credentials in a URL would be stored, printed and published with it.
  if (url.username !== "" || url.password !== "") {
    return "must not contain a user name or password: put the key into an environment variable";
  }
  if (holdsSecretParameter(url)) {
    return "must not contain a key in its query: put the key into an environment variable";
  }
  if (url.hash !== "") return 'must not contain a "#" part';
  // What is left after the placeholders went is a word in braces that no variable can have.
  if (/[{}]|%7[bd]/i.test(url.href)) {
    return "may have placeholders such as {EXAMPLE_ACCOUNT} only: names of environment variables";
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    return "must start with https:// (plain http:// is for loopback addresses only)";
  }
  return null;
}
