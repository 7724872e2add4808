/**
 * A program that measures nothing, stores a sample at a time, and prints each one's index once the
 * store has taken it, until somebody kills it. Argument: `OpenOptions` as JSON.
 */
import { openDatabase } from "../../db/client.ts";
import { createRunStore } from "../../jobs/persist.ts";
import { makeRunRecord, makeSample } from "./samples.ts";

const db = await openDatabase(JSON.parse(Deno.args[0]!));
const store = createRunStore(db);
const record = makeRunRecord({ startedAt: new Date() });
await store.startRun(record);
console.log(record.id);
for (let index = 0;; index++) {
  await store.appendSamples(record.id, [makeSample({ index }, 150)]);
  console.log(index);
}
