import { Hono } from "hono";
import { z } from "zod";
import { groupParamSchema, reportSchema } from "../contract/report.ts";
import { runParamSchema } from "../contract/run.ts";
import type { ApiDeps } from "../deps.ts";
import { describe } from "../describe.ts";
import { readGroupReport, readRunReport } from "../read_report.ts";
import { validateParam, validateQuery } from "../validate.ts";

/** `GET /api/v1/reports/runs/:id` and `GET /api/v1/reports/groups/:id` */
export function reportsRoute({ db }: ApiDeps) {
  return new Hono()
    .get(
      "/runs/:id",
      describe({
        summary: "Report of one run: context, checklist, figures, series, distributions",
        body: reportSchema,
        errors: { 404: "There is no such run" },
      }),
      validateParam(runParamSchema),
      validateQuery(z.strictObject({})),
      async (c) => c.json(await readRunReport(db, c.req.valid("param").id)),
    )
    .get(
      "/groups/:id",
      describe({
        summary: "Report of a group of runs: the steps of one plan as curves, with the checklist",
        body: reportSchema,
        errors: { 404: "There is no such group" },
      }),
      validateParam(groupParamSchema),
      validateQuery(z.strictObject({})),
      async (c) => c.json(await readGroupReport(db, c.req.valid("param").id)),
    );
}
