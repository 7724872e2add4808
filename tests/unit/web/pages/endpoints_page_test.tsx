import assert from "node:assert/strict";
import type { EndpointDetail } from "../../../../api/contract.ts";
import { EndpointsPage } from "../../../../web/pages/endpoints_page.tsx";

type Price = EndpointDetail["price"];

const UNKNOWN: Price = {
  input_usd_per_mtok: null,
  output_usd_per_mtok: null,
  blended_usd_per_mtok: null,
  source: null,
  read_on: null,
};

/** The cells of the page's only row, without markup. */
function cells(price: Price): string[] {
  const endpoint: EndpointDetail = {
    id: "acme/small",
    provider_id: "acme",
    provider_name: "Acme",
    model: "acme-small",
    canonical_model: "small-7b",
    protocol: "openai-chat",
    kind: "hosted",
    region: null,
    base_url: "https://api.acme.example/v1",
    enabled: true,
    price,
    hosting: null,
    links: { home: null, docs: null },
    last_run: null,
  };
  const assets = {
    css: "/a.css",
    icon: "/a.svg",
    scripts: { board: "/b.js", run: "/r.js", addProvider: "/p.js" },
  };
  const page = String(<EndpointsPage endpoints={[endpoint]} assets={assets} />);
  const body = /<tbody>([\s\S]*)<\/tbody>/.exec(page)?.[1] ?? "";
  return [...body.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)]
    .map(([, cell]) => cell!.replaceAll(/<[^>]*>/g, ""));
}

Deno.test("where no price is known, the list of endpoints says so in words, once", () => {
  assert.deepEqual(cells(UNKNOWN), [
    ...["Acme", "acme-small", "openai-chat"],
    "price not known",
    "never",
  ]);
});

Deno.test("a price that is known in part keeps its columns, with a dash for the rest", () => {
  const read = { source: "https://acme.example/pricing", read_on: "2026-11-22" };
  const shown = cells({ ...UNKNOWN, ...read, input_usd_per_mtok: 0.1 });
  assert.equal(shown.length, 7);
  assert.equal(shown[3], "$0.10");
  assert.match(shown[4]!, /^–/);
  assert.equal(shown[5], "2026-11-22");
});
