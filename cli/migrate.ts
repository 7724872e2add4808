import { openDatabase } from "../db/client.ts";
import { explain } from "./explain.ts";

/** `deno task db:migrate`. Every command does this when it opens the database; this only does it. */
if (import.meta.main) {
  try {
    const databaseUrl = Deno.env.get("DATABASE_URL") ?? null;
    const db = await openDatabase({ databaseUrl, purpose: "deno task db:migrate" });
    console.log(`the schema of ${db.location} is up to date`);
    await db.close();
  } catch (error) {
    const line = explain(error);
    if (line === null) throw error;
    console.error(`error: ${line}`);
    Deno.exitCode = 2;
  }
}
