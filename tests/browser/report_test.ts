/// <reference lib="dom" />
import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import type { BrowserContextOptions, Page } from "playwright-core";
import { readGroupReport } from "../../api/mod.ts";
import { readStylesheet, reportDocument } from "../../web/report/mod.ts";
import { launchChromium } from "../testing/chromium.ts";
import { GROUP_ID, GROUP_RATES, seedGroup } from "../testing/seed_group.ts";
import { HOSTILE_TEXT } from "../testing/seed_week.ts";
import { withSite } from "../testing/site.ts";

Deno.test("reports in a real browser", async (t) => {
  const chromium = await launchChromium();
  const directory = await Deno.makeTempDir({ prefix: "lapboard-report-" });
  try {
    await withSite(async (db) => {
      await seedGroup(db, {
        endpoint: { id: "rack/llama-3.1-8b", providerName: HOSTILE_TEXT, model: HOSTILE_TEXT },
      });
    }, async (site) => {
      const path = `${directory}/report.html`;
      const report = await readGroupReport(site.db, GROUP_ID);
      await Deno.writeTextFile(path, reportDocument(report, await readStylesheet()));
      const groupUrl = `${site.url}/groups/${GROUP_ID}`;
      const look = async (
        url: string,
        options: BrowserContextOptions,
        use: (page: Page, complaints: string[], requested: string[]) => Promise<void>,
      ) => {
        const context = await chromium.newContext(options);
        try {
          const page = await context.newPage();
          const complaints: string[] = [];
          const requested: string[] = [];
          page.on("console", (message) => complaints.push(message.text()));
          page.on("pageerror", (error) => complaints.push(error.message));
          page.on("request", (request) => requested.push(request.url()));
          await page.goto(url);
          await use(page, complaints, requested);
        } finally {
          await context.close();
        }
      };

      await t.step(
        "the file shows its charts and tables without script or network",
        () =>
          look(`file://${path}`, { javaScriptEnabled: false, offline: true }, async (page) => {
            assert.match(await page.innerText("h1"), /rack\/llama-3\.1-8b/);
            assert.equal(
              await page.locator("#steps ~ .scroll tbody tr").count(),
              GROUP_RATES.length,
            );
            const lines = page.locator("svg.plot path.line");
            assert.ok(await lines.count() >= 6);
            assert.ok(
              await page.locator("svg.plot path.limit").count() >= 2,
              "objectives are drawn",
            );
            const stroke = await lines.first().evaluate((line) => getComputedStyle(line).stroke);
            assert.notEqual(stroke, "none", "the stylesheet inside the file applies");
            assert.ok(await page.locator(".checklist li").count() >= 15);
          }),
      );

      await t.step(
        "the file loads nothing, and hostile names in it stay text",
        () =>
          look(`file://${path}`, {}, async (page, complaints, requested) => {
            assert.deepEqual(requested, [`file://${path}`]);
            assert.deepEqual(complaints, []);
            assert.equal(await page.evaluate(() => "hacked" in globalThis), false);
            assert.ok((await page.innerText(".lead")).includes("<script>window.hacked=1</script>"));
          }),
      );

      await t.step(
        "the group's page says the same, links its runs and passes axe",
        () =>
          look(groupUrl, {}, async (page, complaints) => {
            assert.deepEqual(complaints, []);
            const { violations } = await new AxeBuilder({ page }).analyze();
            assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0]?.html]), []);
            await page.click("text=rate 4/s");
            await page.click("text=the group it is a step of");
            await page.waitForURL(groupUrl);
            await page.click("text=This report as JSON");
          }),
      );

      await t.step("nothing is wider than a phone, in light and in dark", async () => {
        for (const url of [groupUrl, `file://${path}`]) {
          for (const colorScheme of ["light", "dark"] as const) {
            const viewport = { width: 360, height: 800 };
            await look(url, { viewport, colorScheme }, async (page) => {
              const width = await page.evaluate(() => document.documentElement.scrollWidth);
              assert.ok(width <= 360, `${url} is ${width} px wide`);
            });
          }
        }
      });

      await t.step(
        "a group that is not there is a 404 in words",
        () =>
          look(`${site.url}/groups/${crypto.randomUUID()}`, {}, async (page) => {
            assert.match(await page.innerText("main"), /There is no group/);
          }),
      );

      assert.deepEqual(site.faults, []);
    });
  } finally {
    await chromium.close();
    await Deno.remove(directory, { recursive: true });
  }
});
