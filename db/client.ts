import { drizzle, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import type { PgDatabase } from "drizzle-orm/pg-core";
import postgres from "postgres";
import { takeDataDirectory } from "./data_directory.ts";
import { DatabaseError, toDatabaseError } from "./errors.ts";
import { holdLock } from "./hold_lock.ts";
import { migrateToLatest } from "./migrate.ts";
import { type PgliteServer, startPglite } from "./pglite_server.ts";
import { markInterruptedRuns } from "./queries/mark_interrupted_runs.ts";
import * as schema from "./schema.ts";

/** What a query needs: the database, or a transaction of it. The same type for both backends. */
export type Queryable = PgDatabase<PostgresJsQueryResultHKT, typeof schema>;

/** An open database. */
export interface Database extends Queryable {
  /** The database in words for people, without credentials. */
  readonly location: string;
  /**
   * Takes a lock of this name, which lasts until this database is closed or the process is gone. The
   * embedded one is this process's alone, so there it is always to be had.
   *
   * @returns false when another process holds it
   */
  hold(name: string): Promise<boolean>;
  /** Ends all connections; the embedded one is written to disk and its directory let go. */
  close(): Promise<void>;
}

/** How to reach the database. */
export interface OpenOptions {
  /** `postgres://user:password@host:port/name`; null or empty takes the embedded one. */
  databaseUrl?: string | null;
  /** Directory of the embedded database. Default `.lapboard`. */
  dataDir?: string;
  /** What this process does, shown to a second one that finds the directory locked. */
  purpose?: string;
  /** How long a server may take to answer at first, ms. Default 5,000. */
  connectTimeoutMs?: number;
}

/** Any constant will do, so long as nobody else uses it on that server: "lapboard" in ASCII. */
const MIGRATION_LOCK = "7809634738701038180";
/** No run takes this long, so one that claims to on a shared server has lost its process. */
const LONGEST_RUN_MS = 24 * 3600 * 1000;

/**
 * Opens the database and brings its schema up to date.
 *
 * Both backends are spoken to by the same driver over the same wire protocol, so a query behaves
 * alike on both. The embedded one has a single session: inside `db.transaction(tx => ...)` use `tx`
 * only, for a query on `db` would wait for the transaction's end.
 *
 * Permissions: with a URL `--allow-net=HOST:PORT`, `--allow-env`, and `--allow-read` of
 * `db/migrations`; embedded `--allow-read`, `--allow-write=DIR` and `--allow-env`.
 *
 * @throws {DatabaseError} one clear line when it cannot be used
 */
export function openDatabase(options: OpenOptions = {}): Promise<Database> {
  return options.databaseUrl
    ? openServer(options.databaseUrl, options.connectTimeoutMs ?? 5000)
    : openEmbedded(options.dataDir ?? ".lapboard", options.purpose ?? "lapboard");
}

async function openServer(databaseUrl: string, connectTimeoutMs: number): Promise<Database> {
  const location = describeUrl(databaseUrl);
  const client = postgres(databaseUrl, {
    max: 10,
    connect_timeout: connectTimeoutMs / 1000,
    idle_timeout: 30,
    fetch_types: false,
    onnotice: () => {},
  });
  const db = drizzle(client, { schema });
  try {
    await within(connectTimeoutMs, client`select 1`);
    // The lock lives in one transaction, the migrations in another: of two programs that open a
    // fresh database at once, the second waits and then finds nothing left to do.
    await client.begin(async (locked) => {
      await locked`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`;
      await migrateToLatest(client, location);
    });
    await markInterruptedRuns(db, new Date(Date.now() - LONGEST_RUN_MS));
  } catch (error) {
    await client.end({ timeout: 0 });
    throw toDatabaseError(error, location);
  }
  const held: postgres.Sql[] = [];
  const hold = async (name: string) => {
    try {
      const lock = await holdLock(databaseUrl, connectTimeoutMs, name);
      if (lock !== null) held.push(lock);
      return lock !== null;
    } catch (error) {
      throw toDatabaseError(error, location);
    }
  };
  const close = async () => {
    await Promise.all([client, ...held].map((open) => open.end({ timeout: 5 })));
  };
  return Object.assign(db, { location, hold, close });
}

async function openEmbedded(dataDir: string, purpose: string): Promise<Database> {
  const directory = takeDataDirectory(dataDir, purpose);
  const location = `embedded database in ${directory.path}`;
  let server: PgliteServer;
  try {
    server = await startPglite(directory.clusterDir, directory.isNew);
  } catch (error) {
    directory.release();
    throw toDatabaseError(error, location);
  }
  const options: postgres.Options<Record<string, never>> & { socket: () => unknown } = {
    socket: () => server.connect(),
    host: "embedded",
    username: "postgres",
    database: "postgres",
    // One session, for ever: PGlite has no second one, and a new one would not start clean.
    max: 1,
    max_lifetime: null,
    idle_timeout: 0,
    fetch_types: false,
    onnotice: () => {},
  };
  const client = postgres(options);
  const db = drizzle(client, { schema });
  const close = async () => {
    await client.end({ timeout: 5 });
    await server.close();
    directory.release();
  };
  try {
    await migrateToLatest(client, location);
    // The directory is this process's alone, so whoever had a run going is gone.
    await markInterruptedRuns(db, new Date());
    if (directory.isNew) directory.markReady();
  } catch (error) {
    await close();
    throw toDatabaseError(error, location);
  }
  return Object.assign(db, { location, hold: () => Promise.resolve(true), close });
}

/** A server that takes the connection and never speaks must not hold the program for ever. */
async function within(timeoutMs: number, query: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(Object.assign(new Error("no answer"), { code: "CONNECT_TIMEOUT" })),
    timeoutMs,
  );
  try {
    await Promise.race([query, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Names a Postgres by host, port and database, leaving out user and password. */
function describeUrl(databaseUrl: string): string {
  const url = parseUrl(databaseUrl);
  if (url === null || !["postgres:", "postgresql:"].includes(url.protocol)) {
    // The value may hold a password, so it is not repeated.
    throw new DatabaseError(
      "bad_url",
      "DATABASE_URL is not a Postgres URL; write it as postgres://USER:PASSWORD@HOST:5432/NAME",
    );
  }
  return `Postgres at ${url.host || "localhost"}${url.pathname}`;
}

function parseUrl(text: string): URL | null {
  try {
    const url = new URL(text);
    // The driver decodes these, and would fail with less clear words.
    [url.username, url.password, url.host].forEach(decodeURIComponent);
    return url;
  } catch {
    return null;
  }
}
