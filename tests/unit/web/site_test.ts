import assert from "node:assert/strict";
import type { Assets } from "../../../web/assets.ts";
import { createApiClient } from "../../../web/api_client.ts";
import { createSite } from "../../../web/site.tsx";

const ASSETS: Assets = {
  urls: {
    css: "/static/site-1.css",
    icon: "/static/icon-1.svg",
    scripts: {
      board: "/static/board-1.js",
      run: "/static/run-1.js",
      addProvider: "/static/add_provider-1.js",
    },
  },
  files: new Map([["/static/site-1.css", {
    contentType: "text/css; charset=utf-8",
    body: new TextEncoder().encode("body{}"),
  }]]),
};

/** A site whose API always gives the same answer. */
function siteOver(status: number, body: unknown) {
  const faults: string[] = [];
  const asked: string[] = [];
  const site = createSite({
    api: createApiClient((input) => {
      asked.push(String(input).replace("http://api.invalid", ""));
      return Promise.resolve(Response.json(body, { status }));
    }),
    assets: ASSETS,
    methodology: "# Methodology",
    protocols: [{ id: "openai-chat", aliases: ["openai"], description: "OpenAI" }],
    repositoryUrl: "https://github.com/acme/lapboard",
    logError: (text) => faults.push(text),
  });
  const get = async (path: string, init?: RequestInit) => {
    const response = await site.request(path, init);
    return { response, text: await response.text() };
  };
  return { get, faults, asked };
}
const problem = (code: string, message: string) => ({ error: { code, message } });

Deno.test("a page passes its parameters to the API and shows the API's refusal in its words", async () => {
  const site = siteOver(400, problem("invalid_parameter", 'parameter "week": must be an ISO week'));
  const { response, text } = await site.get("/?week=last&extra=1");
  assert.deepEqual(site.asked, ["/api/v1/leaderboard?week=last&extra=1"]);
  assert.equal(response.status, 400);
  assert.match(text, /Parameter &quot;week&quot;: must be an ISO week\./);
  assert.deepEqual(site.faults, []);
});

Deno.test("an unknown run is a 404 page with the way back", async () => {
  const { response, text } = await siteOver(404, problem("run_not_found", "there is no run x"))
    .get("/runs/x");
  assert.equal(response.status, 404);
  assert.match(text, /There is no run x\./);
  assert.match(text, /<a href="\/">Back to the board<\/a>/);
});

Deno.test("a page without its database says so with 503", async () => {
  const site = siteOver(503, problem("database_unavailable", "the database does not answer"));
  const { response, text } = await site.get("/");
  assert.equal(response.status, 503);
  assert.match(text, /The database does not answer/);
});

Deno.test("a fault of ours is a 500 page that tells nothing of its inside", async () => {
  const site = siteOver(200, { not: "a board" });
  const { response, text } = await site.get("/");
  assert.equal(response.status, 500);
  assert.ok(!text.includes("TypeError"), text);
  assert.equal(site.faults.length, 1);
  assert.match(site.faults[0]!, /TypeError/);
});

Deno.test("an address that does not exist is shown as text, whatever it holds", async () => {
  const { response, text } = await siteOver(200, {}).get("/%3Cscript%3Ealert(1)%3C/script%3E");
  assert.equal(response.status, 404);
  assert.ok(!text.includes("<script>alert"), text);
});

Deno.test("every page carries a policy that lets only the site's own files load", async () => {
  for (const path of ["/", "/methodology", "/nothing"]) {
    const { response } = await siteOver(404, problem("x", "x")).get(path);
    const policy = response.headers.get("content-security-policy")!;
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'/);
    assert.ok(!policy.includes("unsafe") && !policy.includes("*"), policy);
  }
});

Deno.test("no page has a script or a style written into its markup", async () => {
  for (const path of ["/methodology", "/nothing"]) {
    const { text } = await siteOver(200, {}).get(path);
    assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/);
  }
});

Deno.test("files are kept by browsers for ever, for a changed file has another address", async () => {
  const site = siteOver(200, {});
  const { response, text } = await site.get("/static/site-1.css");
  assert.deepEqual([response.status, text], [200, "body{}"]);
  assert.match(response.headers.get("cache-control")!, /immutable/);
  assert.equal((await site.get("/static/site-0.css")).response.status, 404);
  assert.equal((await site.get("/static/../../deno.json")).response.status, 404);
});

Deno.test("an unchanged page is not sent twice", async () => {
  const site = siteOver(200, {});
  const { response } = await site.get("/methodology");
  const again = await site.get("/methodology", {
    headers: { "if-none-match": response.headers.get("etag")! },
  });
  assert.deepEqual([again.response.status, again.text], [304, ""]);
});
