import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { mayHoldSecret, previewDraft } from "../providers/catalog/draft/mod.ts";
import type { Assets } from "./assets.ts";
import type { ProtocolChoice } from "./components/draft_fields.tsx";
import { AddProviderPage } from "./pages/add_provider_page.tsx";

/** Far more than any provider's file. Bytes. */
const MAX_FORM_BYTES = 128 * 1024;
const MAX_ENDPOINTS = 100;
/** A form that nobody has filled in yet. */
const BLANK: readonly [name: string, text: string][] = [
  ["kind", "hosted"],
  ["protocol", "openai-chat"],
  ["endpoints[0].enabled", "true"],
];

interface RouteDeps {
  assets: Assets;
  protocols: readonly ProtocolChoice[];
  repositoryUrl: string | null;
  page: (c: Context, body: unknown) => Response | Promise<Response>;
  errorPage: (c: Context, status: 400, message: string) => Response | Promise<Response>;
}

/**
 * The form that makes a catalog file. It is sent by POST, though nothing is stored: a key that was
 * pasted by mistake must not end up in an address, where histories and logs keep it.
 */
export function addProviderRoutes(deps: RouteDeps): Hono {
  const { assets, protocols, repositoryUrl, page, errorPage } = deps;
  const names = protocols.flatMap(({ id, aliases }) => [id, ...aliases]);
  const shared = { protocols, repositoryUrl, assets: assets.urls };
  const tooLong = (c: Context) => errorPage(c, 400, "The form is too long: send fewer models.");
  return new Hono()
    .get("/", (c) => {
      const state = { protocols, texts: new Map(BLANK), problems: new Map() };
      return page(
        c,
        <AddProviderPage {...shared} state={state} endpointCount={1} preview={null} />,
      );
    })
    .post("/", bodyLimit({ maxSize: MAX_FORM_BYTES, onError: tooLong }), async (c) => {
      const sent = new URLSearchParams(await c.req.text());
      const wantsMore = sent.has("more");
      const preview = previewDraft(sent, names);
      const problems = new Map(preview.problems.map((problem) => [problem.field, problem]));
      const texts = new Map(
        [...sent].filter(([name]) => !(mayHoldSecret(name) && problems.has(name))),
      );
      const count = Math.min(endpointCountOf(sent) + (wantsMore ? 1 : 0), MAX_ENDPOINTS);
      if (wantsMore) texts.set(`endpoints[${count - 1}].enabled`, "true");
      return page(
        c,
        <AddProviderPage
          {...shared}
          state={{ protocols, texts, problems: wantsMore ? new Map() : problems }}
          endpointCount={count}
          preview={wantsMore ? null : preview}
        />,
      );
    });
}

/** How many endpoints the form had room for. */
function endpointCountOf(sent: URLSearchParams): number {
  const numbers = Array.from(sent.keys(), (name) => /^endpoints\[(\d{1,4})\]/.exec(name)?.[1]);
  return 1 + Math.max(0, ...numbers.map((number) => Number(number ?? 0)));
}
