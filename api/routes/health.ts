import { sql } from "drizzle-orm";
import { Hono } from "hono";
import { z } from "zod";
import { healthSchema } from "../contract/problem.ts";
import type { ApiDeps } from "../deps.ts";
import { describe } from "../describe.ts";
import { validateQuery } from "../validate.ts";

/** `GET /healthz`: 200 when the database answers, else 503. */
export function healthRoute({ db }: ApiDeps) {
  return new Hono().get(
    "/",
    describe({ summary: "Whether the database answers", body: healthSchema }),
    validateQuery(z.strictObject({})),
    async (c) => {
      await db.execute(sql`select 1`);
      c.header("cache-control", "no-store");
      return c.json({ status: "ok" as const });
    },
  );
}
