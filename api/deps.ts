import type { Queryable } from "../db/client.ts";

/** What the API needs from outside. */
export interface ApiDeps {
  db: Queryable;
  now: () => Date;
  /** Where faults of the server are written, one text each. */
  logError: (text: string) => void;
}
