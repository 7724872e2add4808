import type { Queryable } from "../db/client.ts";
import { listRunSamples } from "../db/queries/list_run_samples.ts";
import { rowToSample } from "../jobs/row_to_sample.ts";
import type { Sample } from "../jobs/samples/mod.ts";

/** Rows fetched at once: a few hundred kilobytes of packed arrivals. */
const ROWS_A_QUERY = 500;

/** Every sample of a run after `after`, in order, without holding them all in memory. */
export async function* readSamples(
  db: Queryable,
  runId: string,
  after = -1,
): AsyncGenerator<Sample> {
  let last = after;
  while (true) {
    const rows = await listRunSamples(db, { runId, after: last, limit: ROWS_A_QUERY });
    yield* rows.map(rowToSample);
    if (rows.length < ROWS_A_QUERY) return;
    last = rows.at(-1)!.index;
  }
}
