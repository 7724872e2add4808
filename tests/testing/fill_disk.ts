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
mount("-t", "tmpfs", "-o", "size=60m", "tmpfs", disk);

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

mount("-o", "remount,size=120m", disk);
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

function mount(...args: string[]): void {
  const { success } = new Deno.Command("mount", { args, stderr: "inherit" }).outputSync();
  if (!success) throw new Error(`mount ${args.join(" ")} failed`);
}
