import { Hono } from "hono";
import { openAPIRouteHandler } from "hono-openapi";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { etag } from "hono/etag";
import { secureHeaders } from "hono/secure-headers";
import { answerError } from "./answer_error.ts";
import type { ApiDeps } from "./deps.ts";
import { ApiError } from "./errors.ts";
import { endpointsRoute } from "./routes/endpoints.ts";
import { healthRoute } from "./routes/health.ts";
import { leaderboardRoute } from "./routes/leaderboard.ts";
import { reportsRoute } from "./routes/reports.ts";
import { runsRoute } from "./routes/runs.ts";
import { samplesRoute } from "./routes/samples.ts";

/** No request of this API has a body; a stray one is refused before it is read. */
const MAX_BODY_BYTES = 1024;

/** The JSON API as a function from request to response. It neither listens nor reads settings. */
export function createApp(deps: ApiDeps) {
  const app = new Hono()
    .use(compress())
    .use(secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    }))
    .use(bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new ApiError("too_large", `send no request body of over ${MAX_BODY_BYTES} bytes`);
      },
    }))
    .use(async (c, next) => {
      if (c.req.method !== "GET" && c.req.method !== "HEAD") {
        c.header("allow", "GET, HEAD");
        throw new ApiError("method_not_allowed", `${c.req.method} is not offered; use GET`);
      }
      await next();
      // Always ask again, and be told 304 when nothing changed.
      if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-cache");
    })
    .use(async (c, next) => {
      // The export is streamed; hashing it would hold it in memory.
      if (c.req.query("format") === "jsonl") return await next();
      return await etag()(c, next);
    })
    .route("/healthz", healthRoute(deps))
    .route("/api/v1/leaderboard", leaderboardRoute(deps))
    .route("/api/v1/endpoints", endpointsRoute(deps))
    .route("/api/v1/reports", reportsRoute(deps))
    .route("/api/v1/runs", runsRoute(deps))
    .route("/api/v1/runs", samplesRoute(deps));
  app.get(
    "/api/v1/openapi.json",
    openAPIRouteHandler(app, {
      documentation: {
        info: {
          title: "Lapboard",
          version: "1",
          description:
            "Measurements of LLM inference endpoints, with their raw samples. Field names carry " +
            "their unit; null means that there is no such figure, and is never 0.",
        },
      },
      defaultValidationErrorResponse: false,
    }),
  );
  app.notFound((c) =>
    answerError(c, new ApiError("not_found", `there is nothing at ${c.req.path}`), deps)
  );
  app.onError((error, c) => answerError(c, error, deps));
  return app;
}
/** The API's type, from which a typed client is made. */
export type ApiApp = ReturnType<typeof createApp>;
