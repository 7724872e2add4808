import { Hono } from "hono";
import { z } from "zod";
import { histogramsSchema } from "../contract/histograms.ts";
import { runParamSchema, runSchema } from "../contract/run.ts";
import type { ApiDeps } from "../deps.ts";
import { describe } from "../describe.ts";
import { requireRun } from "../require_run.ts";
import { readHistograms } from "../read_histograms.ts";
import { readRun } from "../read_run.ts";
import { validateParam, validateQuery } from "../validate.ts";

const errors = { 404: "There is no such run" };

/** `GET /api/v1/runs/:id` and `GET /api/v1/runs/:id/histograms` */
export function runsRoute({ db }: ApiDeps) {
  return new Hono()
    .get(
      "/:id",
      describe({
        summary: "One run: statistics, failures, checks, quality",
        body: runSchema,
        errors,
      }),
      validateParam(runParamSchema),
      validateQuery(z.strictObject({})),
      async (c) => c.json(await readRun(db, c.req.valid("param").id)),
    )
    .get(
      "/:id/histograms",
      describe({ summary: "Latency histograms of one run", body: histogramsSchema, errors }),
      validateParam(runParamSchema),
      validateQuery(z.strictObject({})),
      async (c) => {
        const { id } = c.req.valid("param");
        await requireRun(db, id);
        return c.json(await readHistograms(db, id));
      },
    );
}
