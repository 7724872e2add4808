import { asc, desc, eq } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { endpoints, runs } from "../schema.ts";

/** Every endpoint with its newest run of any workload (null when never measured), by id. */
export function listEndpoints(db: Queryable) {
  const newest = db.selectDistinctOn([runs.endpointId], {
    endpointId: runs.endpointId,
    id: runs.id,
    isoWeek: runs.isoWeek,
    status: runs.status,
    startedAt: runs.startedAt,
  }).from(runs).orderBy(runs.endpointId, desc(runs.startedAt), desc(runs.id)).as("newest_run");
  return db.select({
    endpoint: endpoints,
    lastRun: {
      id: newest.id,
      isoWeek: newest.isoWeek,
      status: newest.status,
      startedAt: newest.startedAt,
    },
  })
    .from(endpoints)
    .leftJoin(newest, eq(newest.endpointId, endpoints.id))
    .orderBy(asc(endpoints.id));
}
/** A row of {@link listEndpoints}. */
export type EndpointWithLastRun = Awaited<ReturnType<typeof listEndpoints>>[number];
