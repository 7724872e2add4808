import { type Context, Hono } from "hono";
import { compress } from "hono/compress";
import { etag } from "hono/etag";
import { secureHeaders } from "hono/secure-headers";
import { addProviderRoutes } from "./add_provider_routes.tsx";
import { type ApiClient, ApiProblem, readBody } from "./api_client.ts";
import type { Assets } from "./assets.ts";
import type { ProtocolChoice } from "./components/draft_fields.tsx";
import { BoardPage } from "./pages/board_page.tsx";
import { EndpointsPage } from "./pages/endpoints_page.tsx";
import { ErrorPage } from "./pages/error_page.tsx";
import { MethodologyPage } from "./pages/methodology_page.tsx";
import { ReportPage } from "./pages/report_page.tsx";
import { RunPage } from "./pages/run_page.tsx";
import { renderMarkdown } from "./render_markdown.ts";

/** What the site needs from outside. */
export interface SiteDeps {
  api: ApiClient;
  assets: Assets;
  /** Text of `docs/METHODOLOGY.md`. */
  methodology: string;
  /** What a provider may speak. */
  protocols: readonly ProtocolChoice[];
  /** The project on GitHub, where issues are opened, without a slash at the end; null: no links. */
  repositoryUrl: string | null;
  /** Where faults of the server are written, one text each. */
  logError: (text: string) => void;
}

/** Only what this site serves itself may load, and nothing may be written into the markup. */
const CONTENT_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** The pages as a function from request to response. All they show comes from the API. */
export function createSite(deps: SiteDeps) {
  const { api, assets, methodology, logError } = deps;
  const { urls } = assets;
  const methodologyHtml = renderMarkdown(methodology);
  const page = (c: Context, body: unknown, status: 200 | 400 | 404 | 500 | 503 = 200) => {
    c.header("cache-control", status === 200 ? "no-cache" : "no-store");
    return c.html(`<!doctype html>${body}`, status);
  };
  const errorPage = (c: Context, status: 400 | 404 | 500 | 503, message: string) =>
    page(c, <ErrorPage status={status} message={message} assets={urls} />, status);

  const app = new Hono()
    .use(compress())
    .use(secureHeaders({ contentSecurityPolicy: CONTENT_POLICY }))
    .use(etag());
  app.get("/static/:name", (c) => {
    const file = assets.files.get(c.req.path);
    if (file === undefined) return c.notFound();
    c.header("content-type", file.contentType);
    c.header("cache-control", "public, max-age=31536000, immutable");
    return c.body(file.body);
  });
  app.get("/", async (c) => {
    // The API checks the parameters; a form and a program are refused in the same words.
    const query = c.req.query() as Parameters<typeof api.api.v1.leaderboard.$get>[0]["query"];
    const board = await readBody(api.api.v1.leaderboard.$get({ query }));
    return page(c, <BoardPage board={board} assets={urls} />);
  });
  app.get("/endpoints", async (c) => {
    const { endpoints } = await readBody(api.api.v1.endpoints.$get({ query: {} }));
    return page(c, <EndpointsPage endpoints={endpoints} assets={urls} />);
  });
  app.get("/runs/:id", async (c) => {
    const request = { param: { id: c.req.param("id") }, query: {} };
    const [run, histograms] = await Promise.all([
      readBody(api.api.v1.runs[":id"].$get(request)),
      readBody(api.api.v1.runs[":id"].histograms.$get(request)),
    ]);
    return page(c, <RunPage run={run} histograms={histograms} assets={urls} />);
  });
  app.get("/runs/:id/report", async (c) => {
    const request = { param: { id: c.req.param("id") }, query: {} };
    const report = await readBody(api.api.v1.reports.runs[":id"].$get(request));
    return page(c, <ReportPage report={report} assets={urls} />);
  });
  app.get("/groups/:id", async (c) => {
    const request = { param: { id: c.req.param("id") }, query: {} };
    const report = await readBody(api.api.v1.reports.groups[":id"].$get(request));
    return page(c, <ReportPage report={report} assets={urls} />);
  });
  app.get("/methodology", (c) => page(c, <MethodologyPage html={methodologyHtml} assets={urls} />));
  app.route("/add-provider", addProviderRoutes({ ...deps, page, errorPage }));
  app.notFound((c) => errorPage(c, 404, `Nothing is published at ${c.req.path}.`));
  app.onError((error, c) => {
    if (error instanceof ApiProblem && error.status < 500) {
      return errorPage(c, error.status === 404 ? 404 : 400, sentence(error.message));
    }
    if (error instanceof ApiProblem && error.status === 503) {
      return errorPage(c, 503, sentence(error.message));
    }
    // The API has logged its own faults already.
    if (!(error instanceof ApiProblem)) logError(`${c.req.path}: ${error.stack}`);
    return errorPage(c, 500, "It has been logged. The measurements are not affected.");
  });
  return app;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
