import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Endpoint } from "../../providers/catalog/mod.ts";
import { systemCredentials } from "../credentials/mod.ts";
import { credentialReach } from "./credential_reach.ts";
import { databaseAddress } from "./database_address.ts";
import type { Reach } from "./permission_flags.ts";

/** The top of the checkout: the program, its catalog, its libraries. */
export const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
/** Where the embedded database is, seen from the working directory. */
const DATA_DIR = ".lapboard";

/** What is asked for beside the endpoints and the database. */
export interface FurtherReach {
  loopback: boolean;
  readPaths?: readonly string[];
  writePaths?: readonly string[];
  nativeLibraries?: boolean;
}

/**
 * What measuring these endpoints takes on this machine: them, the database, the project's files, the
 * data directory, and the system's directory for temporary files, where samples go that no database
 * would take.
 */
export function commonReach(
  endpoints: readonly Pick<Endpoint, "id" | "protocol" | "baseUrl" | "apiKeyEnv">[],
  further: FurtherReach,
): Reach {
  const { env } = systemCredentials;
  const credentials = endpoints.map((endpoint) =>
    credentialReach(endpoint, env, (path) => Deno.readTextFileSync(path))
  );
  const writePaths = [resolve(DATA_DIR), tmpdir(), ...further.writePaths ?? []];
  return {
    origins: [
      ...endpoints.map(({ baseUrl }) => new URL(baseUrl)),
      ...credentials.flatMap(({ origins }) => origins),
    ],
    database: databaseAddress(env("DATABASE_URL"), env),
    loopback: further.loopback,
    readPaths: [
      PROJECT,
      // Where the libraries really are: the folder may be a link.
      Deno.realPathSync(join(PROJECT, "node_modules")),
      ...credentials.flatMap(({ files }) => files),
      ...writePaths,
      ...further.readPaths ?? [],
    ],
    writePaths,
    nativeLibraries: further.nativeLibraries ?? false,
  };
}
