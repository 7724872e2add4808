import assert from "node:assert/strict";
import { eq } from "drizzle-orm";
import { createApp } from "../../api/mod.ts";
import { runs } from "../../db/schema.ts";
import { createApiClient } from "../../web/api_client.ts";
import { createSite } from "../../web/site.tsx";
import { withPostgres } from "../testing/databases.ts";
import { GROUP_ID, seedGroup } from "../testing/seed_group.ts";
import { seedRun } from "../testing/seed_board.ts";

const RUN_ID = "11111111-1111-4111-8111-111111111111";
const NOW = new Date("2026-11-18T12:00:00Z");

Deno.test("pages over a real database", async (t) => {
  await withPostgres(async (db) => {
    await seedRun(db, { runId: RUN_ID, endpoint: { id: "swift/llama-3.1-8b" }, requests: 40 });
    await db.update(runs).set({
      plan: { kind: "closed_loop", concurrency: 5, slo: "ttft:p50<1ms;success>=99%" },
    }).where(eq(runs.id, RUN_ID));
    await seedGroup(db, { slo: "ttft:p95<450ms;success>=99%" });
    const app = createApp({ db, now: () => NOW, logError: assert.fail });
    const site = createSite({
      api: createApiClient(async (input, init) => await app.request(input, init)),
      assets: {
        urls: { css: "", icon: "", scripts: { board: "", run: "", addProvider: "" } },
        files: new Map(),
      },
      methodology: "# Methodology",
      protocols: [{ id: "openai-chat", aliases: ["openai"], description: "OpenAI" }],
      repositoryUrl: "https://github.com/acme/lapboard",
      logError: assert.fail,
    });
    const read = async (path: string) => {
      const response = await site.request(path);
      assert.equal(response.status, 200, path);
      return await response.text();
    };

    // Hono writes the hint that other JSX libraries keep to themselves into the page: no valid HTML.
    await t.step("no element has an attribute that HTML does not know", async () => {
      const paths = ["/", "/endpoints", `/runs/${RUN_ID}`, `/runs/${RUN_ID}/report`]
        .concat(`/groups/${GROUP_ID}`, "/methodology", "/add-provider");
      for (const path of paths) assert.doesNotMatch(await read(path), / key="/, path);
    });

    await t.step("a run's page and report say which objectives it met", async () => {
      for (const path of [`/runs/${RUN_ID}`, `/runs/${RUN_ID}/report`]) {
        const text = await read(path);
        assert.match(
          text,
          /ttft:p50&lt;1ms<\/span> <span class="interval">not met, measured /,
          path,
        );
        assert.match(text, /success&gt;=99%<\/span> <span class="interval">met, measured 1/, path);
      }
      assert.match(await read(`/runs/${RUN_ID}/report`), /0 of 40 requests met them all/);
    });

    await t.step("a group's page says which steps met the objectives", async () => {
      const text = await read(`/groups/${GROUP_ID}`);
      const verdicts = [...text.matchAll(/<td>(met|not met)<\/td>/g)].map(([_, word]) => word);
      assert.deepEqual(verdicts, ["met", "met", "met", "met", "not met", "not met"]);
      assert.match(text, /Goodput <span class="unit">requests\/s<\/span>/);
    });
  });
});
