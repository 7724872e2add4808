import type { Queryable } from "../db/client.ts";
import { getRun } from "../db/queries/get_run.ts";
import { ApiError } from "./errors.ts";

/** @throws {ApiError} `run_not_found` */
export async function requireRun(db: Queryable, id: string) {
  const found = await getRun(db, id);
  if (found === null) throw new ApiError("run_not_found", `there is no run ${id}`);
  return found;
}
