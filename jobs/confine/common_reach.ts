import { join, resolve } from "node:path";
import { type KeyedEndpoint, variablesRead } from "../credentials/credential_variables.ts";
import { credentialReach } from "./credential_reach.ts";
import { databaseAddress } from "./database_address.ts";
import { DATABASE_VARIABLES } from "./environment.ts";
import type { Reach } from "./permission_flags.ts";
import { PROJECT } from "./project.ts";

/** Where the embedded database is, seen from the working directory. */
const DATA_DIR = ".lapboard";
/** What a variable can be called; others would mean something else in a list of permissions. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What is asked for beside the project's own files. */
export type FurtherReach = Partial<Omit<Reach, "origins" | "database">> & {
  /** The endpoints to be asked, with what authorises their requests. */
  endpoints?: readonly KeyedEndpoint[];
  /** False where no database is used. */
  stores?: boolean;
};

/** What a command has to reach on this machine, the database included where it has one. */
export function commonReach(further: FurtherReach): Reach {
  const { endpoints = [], stores = true } = further;
  const env = (name: string) => Deno.env.get(name);
  const credentials = endpoints.map((endpoint) =>
    credentialReach(endpoint, env, (path) => Deno.readTextFileSync(path))
  );
  const writePaths = [...stores ? [resolve(DATA_DIR)] : [], ...further.writePaths ?? []];
  const variables = [
    ...endpoints.flatMap((endpoint) => variablesRead(endpoint, env)),
    ...further.variables ?? [],
  ];
  return {
    origins: [
      ...endpoints.map(({ baseUrl }) => new URL(baseUrl)),
      ...credentials.flatMap(({ origins }) => origins),
    ],
    database: stores ? databaseAddress(env("DATABASE_URL"), env) : null,
    loopback: further.loopback ?? false,
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
      ...stores ? DATABASE_VARIABLES : [],
      ...variables.filter((name) => VARIABLE.test(name)),
    ],
    systemFacts: [
      // How full the disk is, when it would take no more; and who logs in, when nobody is named.
      ...stores ? ["statfs", "uid", "gid", "userInfo"] : [],
      ...further.systemFacts ?? [],
    ],
    programs: further.programs ?? [],
    nativeLibraries: further.nativeLibraries ?? false,
  };
}
