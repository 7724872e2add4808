import type { Context } from "hono";
import { toDatabaseError } from "../db/errors.ts";
import type { ApiDeps } from "./deps.ts";
import { ApiError } from "./errors.ts";

/** Turns whatever a route threw into the API's one error shape; faults of ours are logged. */
export function answerError(c: Context, error: Error, deps: Pick<ApiDeps, "logError">) {
  const known = error instanceof ApiError ? error : explain(error);
  if (known.status >= 500) deps.logError(`${c.req.method} ${c.req.path}: ${error.stack}`);
  c.header("cache-control", "no-store");
  return c.json(known.toProblem(), known.status);
}

function explain(cause: Error): ApiError {
  // What the database says may name hosts; a visitor learns only that it does not answer.
  return toDatabaseError(cause, "database").kind === "unreachable"
    ? new ApiError("database_unavailable", "the database does not answer; try again later", {
      cause,
    })
    : new ApiError("internal", "a fault of the server; it has been logged", { cause });
}
