import { openDatabase } from "../../db/client.ts";
import type { Endpoint } from "../../providers/catalog/mod.ts";
import { createGroupStore } from "../group_store.ts";

/** What of a stored group says what going on with it has to reach. */
export interface StoredOrder {
  endpoints: Pick<Endpoint, "id" | "protocol" | "baseUrl" | "apiKeyEnv">[];
  workload?: string;
  transport?: string;
}

/** Prints the stored order of the group whose id it is given; run where the database alone is. */
if (import.meta.main) {
  const db = await openDatabase({
    databaseUrl: Deno.env.get("DATABASE_URL") ?? null,
    purpose: "reading a group",
  });
  try {
    const group = await createGroupStore(db).loadGroup(Deno.args[0]!);
    const { endpoint, against, options: { workload, transport } = {} } = group?.record ?? {};
    const order: StoredOrder = {
      endpoints: [endpoint, against].filter((each) => each !== undefined && each !== null),
      ...typeof workload === "string" ? { workload } : {},
      ...typeof transport === "string" ? { transport } : {},
    };
    console.log(JSON.stringify(order));
  } finally {
    await db.close();
  }
}
