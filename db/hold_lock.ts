import postgres from "postgres";

/** A process that was killed is gone, but its server may take a moment to see it, ms. */
const GRACE_MS = 2000;
/** Postgres' code for "the lock was not to be had in time". */
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Takes an advisory lock of the server's. It lasts as long as its connection, which is its own: it is
 * given up when that is ended, and by the server when this process is gone, however it went.
 *
 * @param name of what is locked, in this database
 * @returns the connection that holds it; null when somebody else holds it
 */
export async function holdLock(
  databaseUrl: string,
  connectTimeoutMs: number,
  name: string,
): Promise<postgres.Sql | null> {
  const client = postgres(databaseUrl, {
    max: 1,
    connect_timeout: connectTimeoutMs / 1000,
    // The lock is lost with the connection, which must not be exchanged for a fresh one.
    idle_timeout: 0,
    max_lifetime: null,
    fetch_types: false,
    onnotice: () => {},
    connection: { lock_timeout: GRACE_MS },
  });
  try {
    await client`select pg_advisory_lock(hashtextextended(${name}, 0))`;
    return client;
  } catch (error) {
    await client.end({ timeout: 0 });
    if (error instanceof postgres.PostgresError && error.code === LOCK_NOT_AVAILABLE) return null;
    throw error;
  }
}
