import { dirname } from "node:path";
import { targetOf } from "../wire/target.ts";
import { COMMON_VARIABLES } from "./environment.ts";

/** What a command has to reach, and nothing else. */
export interface Reach {
  /** Endpoints, and whoever gives out tokens for them. */
  origins: readonly URL[];
  /** Where the database listens, as {@link databaseAddress} says; null for the embedded one. */
  database: DatabaseAddress | null;
  /** Any port of this machine: calibrations start a simulated provider on a free one. */
  loopback: boolean;
  readPaths: readonly string[];
  writePaths: readonly string[];
  /** Environment variables, beside those that any of our programs may read. */
  variables: readonly string[];
  /** Facts about the machine, as Deno calls them. */
  systemFacts: readonly string[];
  /** Paths of programs that may be started; each can then do what it likes. */
  programs: readonly string[];
  /** Native libraries, for the transport `ffi` alone. */
  nativeLibraries: boolean;
}

/** A host and port, or a socket in the file system. */
export type DatabaseAddress = { host: string; port: number } | { socket: string };

/**
 * The reach as flags of `deno run`. A variable that is not named looks unset: libraries ask for many
 * and would die when refused. Nothing may be imported from the network, for an address can carry a
 * secret.
 */
export function permissionFlags(reach: Reach): string[] {
  const { database, readPaths, writePaths } = reach;
  const hosts = reach.origins.map(targetOf).map(hostAndPort);
  const sockets: string[] = [];
  if (database !== null && "socket" in database) sockets.push(database.socket);
  else if (database !== null) hosts.push(hostAndPort({ ...database, hostname: database.host }));
  if (reach.loopback) hosts.push("127.0.0.1");
  return [
    "--no-prompt",
    "--no-remote",
    "--deny-import",
    ...listed("--allow-env", [...COMMON_VARIABLES, ...reach.variables]),
    "--ignore-env",
    ...listed("--allow-sys", reach.systemFacts),
    ...listed("--allow-net", [...hosts, ...sockets.map((path) => `unix:${path}`)]),
    ...listed("--allow-read", [...readPaths, ...sockets].map(nameable)),
    ...listed("--allow-write", [...writePaths, ...sockets].map(nameable)),
    ...listed("--allow-run", reach.programs),
    ...reach.nativeLibraries ? ["--allow-ffi"] : [],
  ];
}

/** Without a value a flag would allow everything. */
function listed(flag: string, values: readonly string[]): string[] {
  if (values.length === 0) return [];
  return [`${flag}=${[...new Set(values)].join(",")}`];
}

/** The path, or, as commas part paths in these flags, the nearest folder above it without one. */
function nameable(path: string): string {
  while (path.includes(",")) path = dirname(path);
  return path;
}

function hostAndPort({ hostname, port }: { hostname: string; port: number }): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
