import { and, asc, eq, gt } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { samples } from "../schema.ts";

/** Which part of a run's samples: those after an index, at most so many. */
export interface SamplePageKey {
  runId: string;
  /** -1 starts at the beginning. */
  after: number;
  limit: number;
}

/** Samples of a run by ascending index. */
export function listRunSamples(db: Queryable, key: SamplePageKey) {
  return db.select().from(samples)
    .where(and(eq(samples.runId, key.runId), gt(samples.index, key.after)))
    .orderBy(asc(samples.index))
    .limit(key.limit);
}
/** A row of {@link listRunSamples}. */
export type SampleRow = typeof samples.$inferSelect;
