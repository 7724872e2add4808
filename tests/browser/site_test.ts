import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "../testing/chromium.ts";
import { HOSTILE_TEXT, RUN_IDS, seedWeek } from "../testing/seed_week.ts";
import { type TestSite, withSite } from "../testing/site.ts";

const PAGES = [
  "/",
  "/?metric=output_tps&quantile=p90",
  `/runs/${RUN_IDS.fast}`,
  `/runs/${RUN_IDS.flaky}`,
  "/endpoints",
  "/methodology",
  "/nothing-here",
];

/** A page together with everything that must not happen on it. */
interface Watched {
  page: Page;
  context: BrowserContext;
  /** Requests to any other host. */
  strangers: string[];
  /** Console errors, policy violations among them, and uncaught exceptions. */
  complaints: string[];
}

async function withPage(
  browser: Browser,
  site: TestSite,
  options: BrowserContextOptions,
  use: (watched: Watched) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ baseURL: site.url, ...options });
  try {
    const page = await context.newPage();
    const strangers: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== site.url) strangers.push(request.url());
    });
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await use({ page, context, strangers, complaints });
  } finally {
    await context.close();
  }
}

/** Endpoints in the order in which the ranked table shows them. */
const endpointOrder = (page: Page) =>
  page.locator("#ranked tbody th.endpoint > a").allTextContents();

Deno.test("the site in a real browser", async (t) => {
  const chromium = await launchChromium();
  try {
    await withSite(seedWeek, async (site) => {
      await t.step(
        "a reader clicks from the board to a run and on to the methodology",
        () =>
          withPage(chromium, site, {}, async ({ page, strangers, complaints }) => {
            await page.goto("/");
            assert.match((await page.textContent("h1"))!, /week 2026-W47/);
            await page.click("text=swift/llama-3.1-8b");
            await page.waitForURL(`**/runs/${RUN_IDS.fast}`);
            assert.equal(await page.textContent("h1"), "swift/llama-3.1-8b");
            assert.match((await page.textContent("pre"))!, /^deno task job swift/);
            await page.click("main >> text=methodology");
            await page.waitForURL("**/methodology");
            assert.match((await page.textContent("main"))!, /TTFT|ttft/);
            await page.click("nav >> text=Board");
            await page.waitForURL(`${site.url}/`);
            assert.deepEqual(strangers, [], "no request to any other host");
            assert.deepEqual(complaints, []);
          }),
      );

      await t.step(
        "a click on a column's head sorts the rows, a second one turns them round",
        () =>
          withPage(chromium, site, {}, async ({ page }) => {
            await page.goto("/");
            const byRank = await endpointOrder(page);
            const head = page.locator("#ranked thead th", { hasText: "Output" });
            await head.locator("button").click();
            assert.equal(await head.getAttribute("aria-sort"), "descending");
            const speeds = await page.locator("#ranked tbody td[data-label^=Output]")
              .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("data-value"))));
            assert.deepEqual(speeds, [...speeds].sort((a, b) => b - a));
            await head.locator("button").click();
            assert.equal(await head.getAttribute("aria-sort"), "ascending");
            assert.equal(await page.locator("#ranked thead th[aria-sort]").count(), 1);
            const price = page.locator("#ranked thead th", { hasText: "Price" }).locator("button");
            for (const _ of ["cheapest first", "dearest first"]) {
              await price.click();
              assert.deepEqual(
                (await endpointOrder(page)).slice(2).sort(),
                ["acme/llama-3.1-8b-fp8", "simulated/steady"],
                "rows without a price come last",
              );
            }
            await page.locator("#ranked thead th.rank button").click();
            assert.deepEqual(await endpointOrder(page), byRank);
          }),
      );

      await t.step(
        "the form ranks anew, and the address holds the state",
        () =>
          withPage(chromium, site, {}, async ({ page }) => {
            await page.goto("/");
            await page.selectOption("select[name=metric]", "output_tps");
            await page.selectOption("select[name=model]", "llama-3.1-8b");
            await page.click("button:text('Show')");
            assert.match(page.url(), /metric=output_tps/);
            assert.match((await page.textContent(".lead"))!, /ranked by Output tokens\/s P50/);
            assert.equal(await page.inputValue("select[name=model]"), "llama-3.1-8b");
            assert.ok(!(await endpointOrder(page)).includes("simulated/steady"));
          }),
      );

      await t.step(
        "charts are drawn, and their figures are there as text",
        () =>
          withPage(chromium, site, {}, async ({ page, complaints }) => {
            await page.goto("/");
            assert.ok(await hasInk(page, "#board-chart"), "the board's chart has ink");
            await page.click("text=The same as a table");
            assert.ok(await page.isVisible("figure td:text('180.6')"));
            await page.goto(`/runs/${RUN_IDS.fast}`);
            for (const name of ["ttft_ms", "itl_ms", "e2e_ms"]) {
              const canvas = `canvas[data-histogram=${name}]`;
              assert.ok(await hasInk(page, canvas), `${name} has ink`);
              assert.match((await page.getAttribute(canvas, "aria-label"))!, /median .* ms, P99/);
            }
            assert.deepEqual(complaints, []);
          }),
      );

      await t.step(
        "estimates, ties, simulated and stale entries are marked",
        () =>
          withPage(chromium, site, {}, async ({ page }) => {
            await page.goto("/");
            const row = (id: string) => page.locator("#ranked tbody tr", { hasText: id });
            assert.match((await row("brisk").locator("td.rank").textContent())!, /2.*2–3/);
            assert.match((await row("brisk").textContent())!, /estimate/);
            assert.doesNotMatch((await row("swift").textContent())!, /estimate/);
            assert.ok(await row("simulated/steady").locator(".badge-simulated").isVisible());
            await page.goto("/?week=2026-W46");
            assert.match((await page.locator("#ranked tbody tr").getAttribute("class"))!, /stale/);
          }),
      );

      await t.step(
        "text from outside is shown as text and never runs",
        () =>
          withPage(chromium, site, {}, async ({ page, strangers, complaints }) => {
            for (const path of ["/", "/endpoints", `/runs/${RUN_IDS.flaky}`]) {
              await page.goto(path);
              assert.ok(
                (await page.textContent("main"))!.includes("<script>window.hacked=1</script>"),
              );
              assert.equal(await page.evaluate("window.hacked"), undefined, path);
              assert.equal(await page.locator("main img, main a[href^=javascript]").count(), 0);
            }
            await page.click("text=All 18 questions and answers");
            assert.ok((await page.textContent("#checks ~ details"))!.includes(HOSTILE_TEXT));
            assert.deepEqual([strangers, complaints], [[], []]);
          }),
      );

      await t.step("every page passes axe in light and dark, and fits phone and desk", async () => {
        // Two of the four pairs: each colour scheme and each layout once, at half the time.
        const looks = [["light", 360], ["dark", 1280]] as const;
        for (const [colorScheme, width] of looks) {
          const options = { colorScheme, viewport: { width, height: 800 } };
          await withPage(chromium, site, options, async ({ page }) => {
            for (const path of PAGES) {
              const where = `${path} ${colorScheme} ${width}`;
              await page.goto(path);
              await page.locator("details").evaluateAll((all) =>
                all.forEach((details) => details.setAttribute("open", ""))
              );
              const { violations } = await new AxeBuilder({ page }).analyze();
              const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
              assert.deepEqual(found, [], where);
              const overflow = await page.evaluate(
                "document.documentElement.scrollWidth - window.innerWidth",
              );
              assert.ok(Number(overflow) <= 0, `${where} scrolls sideways by ${overflow} px`);
            }
          });
        }
      });

      await t.step(
        "a keyboard reaches the skip link, the menu, the form and the sort buttons",
        () =>
          withPage(chromium, site, {}, async ({ page }) => {
            await page.goto("/");
            const reached: string[] = [];
            for (let i = 0; i < 24; i++) {
              await page.keyboard.press("Tab");
              reached.push(
                await page.evaluate(
                  "document.activeElement.name || document.activeElement.textContent",
                ),
              );
            }
            const wanted = [
              "Skip to content",
              "Lapboard",
              "Methodology",
              "week",
              "metric",
              "Show",
              "Rank",
              "TTFT P99",
              "swift/llama-3.1-8b",
            ];
            assert.deepEqual(
              wanted.filter((name) => !reached.includes(name)),
              [],
              reached.join(", "),
            );
            await page.locator("#ranked thead th", { hasText: "ITL" }).locator("button").focus();
            await page.keyboard.press("Enter");
            assert.equal(
              await page.locator("#ranked thead th[aria-sort]").getAttribute("data-label"),
              "ITL P50",
            );
            await page.goto("/");
            await page.keyboard.press("Tab");
            await page.keyboard.press("Enter");
            assert.equal(await page.evaluate("document.activeElement.id"), "main");
          }),
      );

      await t.step(
        "everything but charts and sorting in place works without JavaScript",
        () =>
          withPage(chromium, site, { javaScriptEnabled: false }, async ({ page }) => {
            await page.goto("/");
            assert.equal((await endpointOrder(page)).length, 4);
            assert.ok(await page.locator("#board-chart").isHidden(), "no empty chart");
            await page.click("#ranked thead >> text=ITL P50");
            await page.waitForURL("**/?metric=itl");
            assert.match((await page.textContent(".lead"))!, /ranked by ITL P50/);
            await page.selectOption("select[name=week]", "2026-W46");
            await page.click("button:text('Show')");
            assert.match((await page.textContent("h1"))!, /2026-W46/);
            await page.click("#ranked tbody a");
            assert.match((await page.textContent("main"))!, /All figures/);
          }),
      );

      await t.step("the content policy stops a script that was written into a page", async () => {
        await withPage(chromium, site, {}, async ({ page, complaints }) => {
          await page.goto("/");
          await page.evaluate(`
            const script = document.createElement("script");
            script.textContent = "window.injected = 1";
            document.body.append(script);
          `);
          assert.equal(await page.evaluate("window.injected"), undefined);
          assert.match(complaints.join(), /Content Security Policy/);
        });
      });

      assert.deepEqual(site.faults, []);
    });

    await t.step(
      "an empty board says what to type",
      () =>
        withSite(
          () => Promise.resolve(),
          (site) =>
            withPage(chromium, site, {}, async ({ page, complaints }) => {
              await page.goto("/");
              assert.match((await page.textContent("main"))!, /deno task demo/);
              assert.deepEqual((await new AxeBuilder({ page }).analyze()).violations, []);
              assert.deepEqual(complaints, []);
            }),
        ),
    );
  } finally {
    await chromium.close();
  }
});

/** Whether anything was drawn on a canvas. */
async function hasInk(page: Page, selector: string): Promise<boolean> {
  return await page.locator(selector).evaluate((element) => {
    const canvas = element as unknown as {
      width: number;
      height: number;
      getContext(kind: "2d"): {
        getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
      };
    };
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((byte) => byte !== 0);
  });
}
