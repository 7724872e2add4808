import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { startSite } from "../../cli/start_site.ts";
import type { Queryable } from "../../db/client.ts";
import { parseCatalogFile } from "../../providers/catalog/mod.ts";
import { launchChromium } from "../testing/chromium.ts";

const REPOSITORY = "https://github.com/acme/lapboard";
const KEY = "sk-live-abcdefghijklmnopqrstuvwxyz";
const GOOD = {
  name: "Acme AI",
  id: "acme",
  base_url: "https://api.acme.example/v1",
  api_key_env: "ACME_API_KEY",
  "endpoints[0].model": "Acme/Small-7B",
  "endpoints[0].slug": "small",
  "endpoints[0].canonical_model": "small-7b",
};

/** The page needs no database; whatever asks for one is a mistake that the test must see. */
const NO_DATABASE = new Proxy({}, {
  get: (_, name) => {
    throw new Error(`the page asked the database for ${String(name)}`);
  },
}) as Queryable;

async function withPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
  use: (page: Page, complaints: string[]) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ baseURL: url, ...options });
  try {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(url)) complaints.push(`request to ${request.url()}`);
    });
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto("/add-provider");
    await use(page, complaints);
  } finally {
    await context.close();
  }
}

async function fill(page: Page, texts: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(texts)) await page.fill(`[name="${name}"]`, text);
}

const problemOf = (page: Page, name: string) =>
  page.textContent(`[id="${name}-problem"]`).then((text) => text ?? "");

/** The file on the page, read as the catalog would read it. */
async function fileOn(page: Page) {
  return parseCatalogFile((await page.textContent("#yaml")) ?? "", "acme.yaml");
}

Deno.test("the page that adds a provider, in a real browser", async (t) => {
  const chromium = await launchChromium();
  const faults: string[] = [];
  const site = await startSite({
    db: NO_DATABASE,
    port: 0,
    repositoryUrl: REPOSITORY,
    logError: (text) => faults.push(text),
  });
  const step = (
    name: string,
    options: BrowserContextOptions,
    use: (page: Page, complaints: string[]) => Promise<void>,
  ) => t.step(name, () => withPage(chromium, site.url, options, use));
  try {
    await step("the file is written and checked as one types", {}, async (page, complaints) => {
      assert.match((await page.textContent("#status"))!, /^Not ready: 6 fields still needed\.$/);
      assert.equal(await page.locator(".problem:visible").count(), 0, "nothing is wrong yet");
      await fill(page, GOOD);
      assert.equal(await page.textContent("#status"), "Nothing is wrong with it.");
      const { endpoints, problems } = await fileOn(page);
      assert.deepEqual(problems, []);
      assert.equal(endpoints[0]?.endpoint.id, "acme/small");
      const link = new URL((await page.getAttribute("#issue", "href"))!);
      assert.equal(link.origin + link.pathname, `${REPOSITORY}/issues/new`);
      assert.equal(link.searchParams.get("base_url"), GOOD.base_url);
      await page.fill("[name=base_url]", "http://api.acme.example/v1");
      assert.equal(await page.textContent("#status"), "Not ready: 1 field wrong.");
      assert.ok(await page.locator("#issue").isHidden());
      await page.locator("[name=base_url]").blur();
      assert.match(await problemOf(page, "base_url"), /^It must start with https:\/\//);
      assert.equal(await page.getAttribute("[name=base_url]", "aria-invalid"), "true");
      await page.fill("[name=base_url]", GOOD.base_url);
      assert.equal(await problemOf(page, "base_url"), "");
      assert.deepEqual(complaints, []);
    });

    await t.step(
      "a site that names no repository links none, with scripts or without",
      async () => {
        const own = await startSite({ db: NO_DATABASE, port: 0 });
        try {
          for (const javaScriptEnabled of [true, false]) {
            await withPage(chromium, own.url, { javaScriptEnabled }, async (page, complaints) => {
              await fill(page, GOOD);
              await page.click("#check");
              assert.equal(await page.textContent("#status"), "Nothing is wrong with it.");
              assert.match(
                (await page.textContent("#next"))!,
                /^\s*Save it in providers\/catalog\//,
              );
              assert.equal(await page.locator('main a[href*="issues"], #issue').count(), 0);
              assert.deepEqual(complaints, []);
            });
          }
        } finally {
          await own.stop();
        }
      },
    );

    await step("a pasted key is in neither the file nor a link", {}, async (page) => {
      await fill(page, { ...GOOD, api_key_env: KEY });
      await page.click("#check");
      assert.match(await problemOf(page, "api_key_env"), /the NAME of an environment variable/);
      const written = await page.locator(".draft-result").innerHTML();
      assert.ok(!written.includes("sk-live"), written);
    });

    await step("further models have fields of their own", {}, async (page, complaints) => {
      await fill(page, GOOD);
      await page.click("#more");
      assert.equal(
        await page.evaluate("document.activeElement.name"),
        "endpoints[1].model",
      );
      assert.equal(await page.textContent("#status"), "Nothing is wrong with it.");
      await fill(page, { "endpoints[1].model": "Acme/Large", "endpoints[1].slug": "small" });
      await page.click("#check");
      assert.match(await problemOf(page, "endpoints[1].slug"), /slug of an earlier endpoint/);
      await fill(page, { "endpoints[1].slug": "large", "endpoints[1].canonical_model": "large" });
      await page.uncheck('[name="endpoints[1].enabled"]');
      const { endpoints } = await fileOn(page);
      assert.deepEqual(endpoints.map(({ endpoint }) => [endpoint.id, endpoint.enabled]), [
        ["acme/small", true],
        ["acme/large", false],
      ]);
      assert.deepEqual(complaints, []);
    });

    await step("checking leads to the first wrong field, be it folded away", {}, async (page) => {
      await fill(page, GOOD);
      await page.click("text=Price and limits");
      await page.fill('[name="endpoints[0].price.input_usd_per_mtok"]', "cheap");
      await page.click("text=Price and limits");
      await page.click("#check");
      assert.equal(
        await page.evaluate("document.activeElement.name"),
        "endpoints[0].price.input_usd_per_mtok",
      );
      assert.ok(await page.isVisible('[name="endpoints[0].price.input_usd_per_mtok"]'));
    });

    await step(
      "a button copies the file",
      { permissions: ["clipboard-read", "clipboard-write"] },
      async (page) => {
        await fill(page, GOOD);
        await page.click("#copy");
        await page.waitForFunction("document.querySelector('#copied').textContent !== ''");
        assert.equal(await page.textContent("#copied"), "Copied.");
        assert.equal(
          await page.evaluate("navigator.clipboard.readText()"),
          await page.textContent("#yaml"),
        );
      },
    );

    await step(
      "where copying is refused, the text is selected and the page says so",
      {},
      async (page) => {
        await fill(page, GOOD);
        await page.evaluate(
          "navigator.clipboard.writeText = () => Promise.reject(new Error('no'))",
        );
        await page.click("#copy");
        await page.waitForFunction("document.querySelector('#copied').textContent !== ''");
        assert.match((await page.textContent("#copied"))!, /the text is selected/);
        assert.match(String(await page.evaluate("getSelection().toString()")), /^id: acme/);
      },
    );

    await step(
      "without JavaScript the server writes and checks the file",
      { javaScriptEnabled: false },
      async (page, complaints) => {
        assert.ok(await page.locator("#copy").isHidden(), "no button that does nothing");
        await fill(page, { ...GOOD, id: "Acme!", api_key_env: KEY });
        await page.click("#check");
        assert.ok(!page.url().includes("sk-live") && !page.url().includes("?"), page.url());
        assert.ok(!(await page.content()).includes("sk-live"), "the key does not come back");
        assert.match(await problemOf(page, "id"), /^It must be lower-case letters/);
        assert.equal(await page.inputValue("[name=name]"), GOOD.name);
        await fill(page, { id: "acme", api_key_env: "ACME_API_KEY" });
        await page.click("#more");
        assert.equal(await page.inputValue("[name=id]"), "acme");
        assert.ok(await page.isChecked('[name="endpoints[1].enabled"]'));
        await page.click("#check");
        assert.equal(await page.textContent("#status"), "Nothing is wrong with it.");
        assert.deepEqual((await fileOn(page)).problems, []);
        assert.ok(await page.locator("#issue").isVisible());
        assert.deepEqual(complaints, []);
      },
    );

    await t.step("it passes axe in light and dark, and fits phone and desk", async () => {
      for (const [colorScheme, width] of [["light", 360], ["dark", 1280]] as const) {
        const options = { colorScheme, viewport: { width, height: 800 } };
        await withPage(chromium, site.url, options, async (page) => {
          for (const texts of [{ id: "Acme!", name: "x".repeat(300) }, GOOD]) {
            await fill(page, texts);
            await page.click("#check");
            await page.locator("details").evaluateAll((all) =>
              all.forEach((details) => details.setAttribute("open", ""))
            );
            const { violations } = await new AxeBuilder({ page }).analyze();
            assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), []);
            const overflow = await page.evaluate(
              "document.documentElement.scrollWidth - window.innerWidth",
            );
            assert.ok(Number(overflow) <= 0, `${width} scrolls sideways by ${overflow} px`);
          }
        });
      }
    });

    await step("a keyboard reaches every field and both buttons", {}, async (page) => {
      await page.focus("[name=name]");
      const reached: unknown[] = [];
      for (let i = 0; i < 40; i++) {
        reached.push(
          await page.evaluate("document.activeElement.name || document.activeElement.id"),
        );
        await page.keyboard.press("Tab");
      }
      for (const name of [...Object.keys(GOOD), "kind", "protocol", "more", "check", "copy"]) {
        assert.ok(reached.includes(name), `${name} is not among ${reached.join(", ")}`);
      }
    });

    await t.step("a form that is far too long is refused in one sentence", async () => {
      const response = await fetch(`${site.url}/add-provider`, {
        method: "POST",
        body: new URLSearchParams({ name: "x".repeat(200_000) }),
      });
      assert.equal(response.status, 400);
      assert.match(await response.text(), /The form is too long/);
    });

    assert.deepEqual(faults, []);
  } finally {
    await site.stop();
    await chromium.close();
  }
});
