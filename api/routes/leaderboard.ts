import { Hono } from "hono";
import { leaderboardQuerySchema, leaderboardSchema } from "../contract/leaderboard.ts";
import type { ApiDeps } from "../deps.ts";
import { describe } from "../describe.ts";
import { readLeaderboard } from "../read_leaderboard.ts";
import { validateQuery } from "../validate.ts";

/** `GET /api/v1/leaderboard` */
export function leaderboardRoute({ db, now }: ApiDeps) {
  return new Hono().get(
    "/",
    describe({
      summary: "Endpoints of one week, ranked",
      description: "Ranked endpoints first; then those measured and not ranked, with the reason; " +
        "then those not measured. Nothing is left out.",
      body: leaderboardSchema,
    }),
    validateQuery(leaderboardQuerySchema),
    async (c) => c.json(await readLeaderboard(db, c.req.valid("query"), now())),
  );
}
