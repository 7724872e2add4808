import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseError, toDatabaseError } from "./errors.ts";

/** Major version of the Postgres that PGlite is; the files of another one cannot be opened. */
const POSTGRES_MAJOR = "18";

/** What `database.json` says: whether the cluster was unpacked to the end. */
interface Marker {
  state: "creating" | "ready";
  postgres: string;
}

/** A data directory held by this process alone. */
export interface DataDirectory {
  /** Absolute path. */
  path: string;
  /** Where the Postgres files are. */
  clusterDir: string;
  /** No usable cluster is there yet: unpack one, then call {@link DataDirectory.markReady}. */
  isNew: boolean;
  markReady(): void;
  /** Lets the next process in. */
  release(): void;
}

/**
 * Takes a data directory for this process, making it when it does not exist.
 *
 * Two processes on one PGlite directory are not refused by PGlite and silently lose rows, so an
 * operating-system lock guards it; the system drops that lock when its holder dies, however it dies.
 *
 * @param purpose what this process is doing, shown to whoever comes second
 * @throws {DatabaseError} `locked`, `not_writable`, `disk_full`, `not_lapboard`
 */
export function takeDataDirectory(dataDir: string, purpose: string): DataDirectory {
  const path = resolve(dataDir);
  let lock: Deno.FsFile;
  try {
    refuseForeignDirectory(path);
    Deno.mkdirSync(path, { recursive: true });
    lock = lockDirectory(path, purpose);
  } catch (error) {
    throw explain(error, path);
  }
  try {
    const clusterDir = join(path, "postgres");
    const isNew = prepareCluster(path, clusterDir);
    return {
      path,
      clusterDir,
      isNew,
      markReady: () => writeMarker(path, "ready"),
      release: () => lock.close(),
    };
  } catch (error) {
    lock.close();
    throw explain(error, path);
  }
}

function refuseForeignDirectory(path: string): void {
  if (existsSync(join(path, "PG_VERSION"))) {
    throw new DatabaseError(
      "not_lapboard",
      `${path} is a Postgres server's own data directory, not Lapboard's; give another directory, or set DATABASE_URL to that server`,
    );
  }
  if (!existsSync(path) || existsSync(join(path, "database.json"))) return;
  const stranger = [...Deno.readDirSync(path)].find((entry) => entry.name !== "lock");
  if (stranger !== undefined) {
    throw new DatabaseError(
      "not_lapboard",
      `${path} is not a Lapboard data directory (it holds ${stranger.name} but no database.json); give an empty or a new directory`,
    );
  }
}

function lockDirectory(path: string, purpose: string): Deno.FsFile {
  const lockPath = join(path, "lock");
  const file = Deno.openSync(lockPath, { read: true, write: true, create: true });
  if (!file.tryLockSync(true)) {
    file.close();
    throw new DatabaseError(
      "locked",
      `${path} is in use by ${
        readHolder(lockPath)
      }; wait until it ends, give another directory, or set DATABASE_URL to share one Postgres`,
    );
  }
  file.truncateSync(0);
  file.writeSync(new TextEncoder().encode(JSON.stringify({ pid: Deno.pid, purpose })));
  return file;
}

function readHolder(lockPath: string): string {
  try {
    const holder = JSON.parse(Deno.readTextFileSync(lockPath));
    return `process ${holder.pid} (${holder.purpose})`;
  } catch {
    // The holder has taken the lock and not yet written its name.
    return "another Lapboard process";
  }
}

function prepareCluster(path: string, clusterDir: string): boolean {
  const marker = readMarker(path);
  if (marker?.state === "ready") {
    const found = readVersion(clusterDir);
    if (found === POSTGRES_MAJOR) return false;
    throw new DatabaseError(
      "not_lapboard",
      found === null
        ? `${path} is damaged: ${clusterDir} is not there or not a Postgres cluster; restore it, or give a new directory`
        : `${path} was written by Postgres ${found}, and this Lapboard embeds Postgres ${POSTGRES_MAJOR}; use the Lapboard that wrote it, or give a new directory`,
    );
  }
  // A creation that was cut short: nothing was ever stored in it.
  if (marker !== null && existsSync(clusterDir)) Deno.removeSync(clusterDir, { recursive: true });
  writeMarker(path, "creating");
  return true;
}

function readVersion(clusterDir: string): string | null {
  const file = join(clusterDir, "PG_VERSION");
  return existsSync(file) ? Deno.readTextFileSync(file).trim() : null;
}

function readMarker(path: string): Marker | null {
  const file = join(path, "database.json");
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(Deno.readTextFileSync(file)) as Marker;
  } catch (cause) {
    throw new DatabaseError(
      "not_lapboard",
      `${file} is not JSON; restore it, or give a new data directory`,
      { cause },
    );
  }
}

function writeMarker(path: string, state: Marker["state"]): void {
  const marker: Marker = { state, postgres: POSTGRES_MAJOR };
  // Written aside and renamed, so that a kill leaves either the old or the new one.
  const file = join(path, "database.json");
  Deno.writeTextFileSync(`${file}.new`, JSON.stringify(marker));
  Deno.renameSync(`${file}.new`, file);
}

function explain(error: unknown, path: string): DatabaseError {
  if (
    error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable ||
    error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists ||
    error instanceof Deno.errors.NotFound ||
    (error instanceof Error && "code" in error && error.code === "EROFS")
  ) {
    return new DatabaseError(
      "not_writable",
      `cannot use ${path} as data directory: ${
        error.message.split("\n", 1)[0]
      }; make it writable, or give another directory`,
      { cause: error },
    );
  }
  return toDatabaseError(error, `embedded database in ${path}`);
}
