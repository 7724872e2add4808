import { startSite } from "../../cli/start_site.ts";
import type { Database } from "../../db/client.ts";
import { withPostgres } from "./databases.ts";
import { SEEDED_NOW } from "./seed_week.ts";

/** A site on a free port with a database of its own. */
export interface TestSite {
  url: string;
  db: Database;
  /** What the server wrote to its log: faults of ours. */
  faults: string[];
}

/** Runs `use` with a site that is stopped afterwards. */
export async function withSite(
  seed: (db: Database) => Promise<void>,
  use: (site: TestSite) => Promise<void>,
): Promise<void> {
  await withPostgres(async (db) => {
    await seed(db);
    const faults: string[] = [];
    const site = await startSite({
      db,
      port: 0,
      now: () => SEEDED_NOW,
      logError: (text) => faults.push(text),
    });
    try {
      await use({ url: site.url, db, faults });
    } finally {
      await site.stop();
    }
  });
}
