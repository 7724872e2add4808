/** What went wrong with the database, for code that must tell the cases apart. */
export type DatabaseErrorKind =
  /** `DATABASE_URL` is not a Postgres URL. */
  | "bad_url"
  /** Nobody answers, or the connection was lost. */
  | "unreachable"
  /** The server refuses this user, password or database. */
  | "refused"
  /** Another process has the data directory open. */
  | "locked"
  /** The data directory cannot be read or written. */
  | "not_writable"
  /** No space left. */
  | "disk_full"
  /** The directory or database is not Lapboard's, or of another version. */
  | "not_lapboard"
  /** Everything else the database reports. */
  | "query";

/** The database cannot be used. The message is one line: what is wrong, where, how to mend it. */
export class DatabaseError extends Error {
  override name = "DatabaseError";
  readonly kind: DatabaseErrorKind;

  constructor(kind: DatabaseErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EPIPE",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
]);

/**
 * Makes one clear line of whatever a driver threw.
 *
 * Drivers and the query builder put the statement and its parameters (megabytes of samples) into
 * their messages, and nest the server's own words as `cause`; this finds those words.
 *
 * @param where the database in words, without credentials
 */
export function toDatabaseError(error: unknown, where: string): DatabaseError {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if (e instanceof DatabaseError) return e;
    const code = "code" in e && typeof e.code === "string" ? e.code : "";
    const known = fromCode(code, firstLine(e.message), where, error);
    if (known !== null) return known;
  }
  const text = error instanceof Error ? firstLine(innermost(error).message) : String(error);
  return new DatabaseError("query", `${where}: ${text}`, { cause: error });
}

function fromCode(
  code: string,
  message: string,
  where: string,
  cause: unknown,
): DatabaseError | null {
  if (UNREACHABLE.has(code) || code === "57P01" || code === "57P03") {
    return new DatabaseError(
      "unreachable",
      `${where} does not answer (${code}); start it, or correct DATABASE_URL, or unset DATABASE_URL to use the embedded database`,
      { cause },
    );
  }
  // SQLSTATE class 28: the login was refused; 3D000: no such database; 42501: not permitted.
  if (code.startsWith("28") || code === "3D000" || code === "42501") {
    return new DatabaseError(
      "refused",
      `${where} refuses: ${message}; check user, password and database in DATABASE_URL`,
      { cause },
    );
  }
  if (code === "53100" || code === "ENOSPC") {
    return new DatabaseError(
      "disk_full",
      `${where}: no space left on the disk; free some, then repeat the command (what was stored is kept)`,
      { cause },
    );
  }
  if (/^[0-9A-Z]{5}$/.test(code)) {
    return new DatabaseError("query", `${where}: ${message} (SQLSTATE ${code})`, { cause });
  }
  return null;
}

function innermost(error: Error): Error {
  let e = error;
  while (e.cause instanceof Error) e = e.cause;
  return e;
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 300);
}
