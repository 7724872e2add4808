import { LAUNCHER_VARIABLE } from "./watch_launcher.ts";

/** Where the database is and how it is entered: Postgres's own fill in what a URL leaves out. */
export const DATABASE_VARIABLES = ["DATABASE_URL", "PG*"];

/**
 * Variables that any of our programs may read: how to show itself, where to keep files, whom to
 * trust and through whom to connect. A name that ends in `*` stands for all that begin so.
 */
export const COMMON_VARIABLES: readonly string[] = [
  LAUNCHER_VARIABLE,
  // The terminal, language and time zone.
  ...["TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES"],
  ...["LANG", "LC_*", "TZ"],
  // The user, as the Postgres driver asks when nobody names one, and places.
  ...["USER", "USERNAME", "LOGNAME", "HOME", "PATH", "TMPDIR", "TMP", "TEMP", "XDG_CACHE_HOME"],
  // Certificates and proxies.
  ...["SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "DENO_CERT", "DENO_TLS_CA_STORE"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"],
  ...["http_proxy", "https_proxy", "all_proxy", "no_proxy"],
  // How Deno runs. Not all of its variables: DENO_AUTH_TOKENS holds passwords.
  ...["DENO_DIR", "DENO_NO_UPDATE_CHECK", "DENO_V8_FLAGS", "DENO_AUDIT_PERMISSIONS"],
  ...["LD_LIBRARY_PATH", "RUST_BACKTRACE"],
];

/**
 * What of an environment a confined program is started with: the variables named, and what any of
 * ours may need. All else, other providers' keys above all, it has not even in its memory.
 */
export function confinedEnvironment(
  environment: Readonly<Record<string, string>>,
  variables: readonly string[],
): Record<string, string> {
  const wanted = [...COMMON_VARIABLES, ...variables];
  const exact = new Set(wanted);
  const beginnings = wanted.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1));
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) =>
      exact.has(name) || beginnings.some((beginning) => name.startsWith(beginning))
    ),
  );
}
