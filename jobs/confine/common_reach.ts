import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type KeyedEndpoint, variablesRead } from "../credentials/credential_variables.ts";
import { credentialReach } from "./credential_reach.ts";
import { databaseAddress } from "./database_address.ts";
import type { Reach } from "./permission_flags.ts";
import { PROJECT } from "./project.ts";

/** Where the embedded database is, seen from the working directory. */
const DATA_DIR = ".lapboard";

/** What is asked for beside the endpoints and the database. */
export interface FurtherReach {
  loopback: boolean;
  readPaths?: readonly string[];
  writePaths?: readonly string[];
  /** Environment variables beside those of the endpoints' credentials. */
  variables?: readonly string[];
  systemFacts?: readonly string[];
  nativeLibraries?: boolean;
}

/**
 * What measuring these endpoints takes on this machine: them, the database, the project's files, the
 * data directory, and the system's directory for temporary files, where samples go that no database
 * would take.
 */
export function commonReach(
  endpoints: readonly KeyedEndpoint[],
  further: FurtherReach,
): Reach {
  const env = (name: string) => Deno.env.get(name);
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
    variables: [
      ...endpoints.flatMap((endpoint) => variablesRead(endpoint, env)),
      ...further.variables ?? [],
    ],
    systemFacts: further.systemFacts ?? [],
    nativeLibraries: further.nativeLibraries ?? false,
  };
}
