/**
 * A program that stores samples until the disk is full, then makes room and looks what is left.
 * Its first argument is a directory where it may mount a small disk of its own. Prints one JSON
 * object: how many samples were acknowledged, the errors met, and how many samples were found.
 */
import { openDatabase } from "../../db/client.ts";
import { createRunStore } from "../../jobs/persist.ts";
import { makeRunRecord, makeSample } from "./samples.ts";

const BATCH = 20;
const disk = Deno.args[0]!;
const mounted = new Deno.Command("mount", {
  args: ["-t", "tmpfs", "-o", "size=90m", "tmpfs", disk],
  stderr: "inherit",
}).outputSync();
if (!mounted.success) throw new Error(`cannot mount a disk at ${disk}`);
// What is deleted later to make room.
await Deno.writeFile(`${disk}/ballast`, new Uint8Array(40 * 1024 * 1024));

const errors: string[] = [];
const record = makeRunRecord({ startedAt: new Date() });
let acknowledged = 0;
let db = await openDatabase({ dataDir: `${disk}/data` });
let store = createRunStore(db);
await store.startRun(record);
await attempt(async () => {
  for (;; acknowledged += BATCH) await store.appendSamples(record.id, batch(acknowledged));
});
await attempt(() => store.appendSamples(record.id, batch(acknowledged)));
await db.close();
await attempt(() => openDatabase({ dataDir: `${disk}/data` }));

await Deno.remove(`${disk}/ballast`);
db = await openDatabase({ dataDir: `${disk}/data` });
store = createRunStore(db);
const found = (await store.loadSamples(record.id)).length;
await db.close();
console.log(JSON.stringify({ acknowledged, errors, found }));

function batch(from: number) {
  return Array.from({ length: BATCH }, (_, i) => makeSample({ index: from + i }, 2000));
}

async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    errors.push((error as Error).message);
  }
}
