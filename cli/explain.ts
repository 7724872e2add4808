import { DatabaseError } from "../db/errors.ts";

/** One line for what a user can mend; null for a bug of ours. */
export function explain(error: unknown): string | null {
  if (error instanceof DatabaseError) return error.message;
  if (error instanceof Deno.errors.AddrInUse) {
    return "the port is in use; give another with --port, or end what uses it";
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return "this machine does not have that --host address; use 127.0.0.1 or 0.0.0.0";
  }
  return error instanceof Deno.errors.PermissionDenied && error.message.includes("os error 13")
    ? "the system does not let you use that port; take one above 1023"
    : null;
}
