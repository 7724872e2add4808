import { Hono } from "hono";
import { z } from "zod";
import { listEndpoints } from "../../db/queries/list_endpoints.ts";
import { endpointListSchema } from "../contract/endpoint.ts";
import type { ApiDeps } from "../deps.ts";
import { describe } from "../describe.ts";
import { endpointListItemJson } from "../endpoint_json.ts";
import { validateQuery } from "../validate.ts";

/** `GET /api/v1/endpoints` */
export function endpointsRoute({ db }: ApiDeps) {
  return new Hono().get(
    "/",
    describe({ summary: "Every endpoint known, with its price", body: endpointListSchema }),
    validateQuery(z.strictObject({})),
    async (c) => c.json({ endpoints: (await listEndpoints(db)).map(endpointListItemJson) }),
  );
}
