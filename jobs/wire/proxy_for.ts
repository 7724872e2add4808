import type { Target } from "./target.ts";

/** Reads an environment variable. */
export type Environment = (name: string) => string | undefined;

/**
 * The environment variable that sends requests for this target through a proxy, as `fetch` reads
 * them; null when none does. The variable's value is never shown: it may hold a password.
 */
export function proxyVariableFor(target: Target, env: Environment): string | null {
  const names = target.tls
    ? ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    : ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
  const name = names.find((name) => (env(name) ?? "") !== "") ?? null;
  const exceptions = env("NO_PROXY") ?? env("no_proxy") ?? "";
  return name !== null && exceptions.split(",").some((entry) => covers(entry.trim(), target))
    ? null
    : name;
}

/** An entry is `*`, a domain and all below it, an address, or a range of IPv4 addresses. */
function covers(entry: string, { hostname }: Target): boolean {
  if (entry === "*") return true;
  const domain = entry.replace(/^\./, "").toLowerCase();
  if (domain === "") return false;
  const host = hostname.toLowerCase();
  return host === domain || host.endsWith(`.${domain}`) || inRange(entry, host);
}

function inRange(entry: string, host: string): boolean {
  const [network, bits] = entry.split("/");
  const from = ipv4(network!);
  const address = ipv4(host);
  if (from === null || address === null || bits === undefined || !/^\d\d?$/.test(bits)) {
    return false;
  }
  const size = 2 ** (32 - Number(bits));
  return Math.floor(from / size) === Math.floor(address / size);
}

function ipv4(text: string): number | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return null;
  return text.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}
