import { Hono } from "hono";
import { stream } from "hono/streaming";
import { listRunSamples } from "../../db/queries/list_run_samples.ts";
import { rowToSample } from "../../jobs/row_to_sample.ts";
import { sampleToJson } from "../../jobs/samples/mod.ts";
import { runParamSchema } from "../contract/run.ts";
import { samplePageSchema, samplesQuerySchema } from "../contract/samples.ts";
import type { ApiDeps } from "../deps.ts";
import { describe } from "../describe.ts";
import { readSamples } from "../read_samples.ts";
import { requireRun } from "../require_run.ts";
import { validateParam, validateQuery } from "../validate.ts";

const DEFAULT_LIMIT = 200;

/** `GET /api/v1/runs/:id/samples` */
export function samplesRoute({ db, logError }: ApiDeps) {
  return new Hono().get(
    "/:id/samples",
    describe({
      summary: "Raw samples of one run, by ascending index",
      description: "JSON in pages (`after`, `limit`), or all at once as JSON Lines.",
      body: samplePageSchema,
      alsoAs: ["application/jsonl"],
      errors: { 404: "There is no such run" },
    }),
    validateParam(runParamSchema),
    validateQuery(samplesQuerySchema),
    async (c) => {
      const { id } = c.req.valid("param");
      const query = c.req.valid("query");
      const after = Number(query.after ?? -1);
      await requireRun(db, id);
      if (query.format === "jsonl") {
        c.header("content-type", "application/jsonl; charset=utf-8");
        c.header("content-disposition", `attachment; filename="samples-${id}.jsonl"`);
        return stream(c, async (out) => {
          for await (const sample of readSamples(db, id, after)) {
            if (out.aborted) return;
            await out.write(JSON.stringify(sampleToJson(sample)) + "\n");
          }
        }, (error, out) => {
          // The status line has gone: cutting the body is the only way left to say "incomplete".
          logError(`samples of run ${id}: ${error.stack}`);
          out.abort();
          return Promise.resolve();
        });
      }
      const limit = Number(query.limit ?? DEFAULT_LIMIT);
      const rows = await listRunSamples(db, { runId: id, after, limit: limit + 1 });
      const page = rows.slice(0, limit);
      return c.json({
        run_id: id,
        samples: page.map((row) => sampleToJson(rowToSample(row))),
        next_after: rows.length > limit ? page.at(-1)!.index : null,
      });
    },
  );
}
