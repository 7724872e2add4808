import type { DatabaseAddress } from "./permission_flags.ts";

const POSTGRES_PORT = 5432;

/**
 * Where the driver will connect to for a database URL, filling in as it does what the URL leaves out
 * from `PGHOST` and `PGPORT`. Null without a URL, or when it is none: whoever opens it says so.
 */
export function databaseAddress(
  databaseUrl: string | undefined,
  env: (name: string) => string | undefined,
): DatabaseAddress | null {
  const url = URL.parse(databaseUrl ?? "");
  if (url === null) return null;
  const host = decodeURIComponent(url.hostname) || env("PGHOST") || "localhost";
  const port = Number(url.port || env("PGPORT") || POSTGRES_PORT);
  return host.includes("/")
    ? { socket: `${host}/.s.PGSQL.${port}` }
    : { host: host.replace(/^\[(.*)\]$/, "$1"), port };
}
