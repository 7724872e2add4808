/**
 * A scheduler whose measurements only note that they took place, in the table `measured`. It waits
 * for a line on its standard input, so that several can start at the same moment. Argument:
 * `{databaseUrl, claimedBy, endpointIds}` as JSON.
 */
import { sql } from "drizzle-orm";
import { openDatabase } from "../../db/client.ts";
import { runDue } from "../../jobs/schedule/mod.ts";
import { createRunStore } from "../../jobs/persist.ts";
import { makeEndpoint, makeRunRecord } from "./samples.ts";

const { databaseUrl, claimedBy, endpointIds } = JSON.parse(Deno.args[0]!);
const db = await openDatabase({ databaseUrl });
const store = createRunStore(db);
console.log("ready");
await Deno.stdin.read(new Uint8Array(1));

const tally = await runDue({
  db,
  now: () => new Date("2026-11-18T12:00:00Z"),
  env: () => "a key",
  endpoints: endpointIds.map((id: string) => makeEndpoint({ id })),
  workloadId: "chat-550-150",
  region: "local",
  claimedBy,
  async measure(endpoint) {
    const record = makeRunRecord({ endpoint });
    await store.startRun(record);
    await db.execute(sql`insert into measured values (${endpoint.id}, ${claimedBy})`);
    return { runId: record.id, status: "complete", reason: null };
  },
  log: () => {},
  signal: new AbortController().signal,
});
await db.close();
console.log(JSON.stringify(tally));
