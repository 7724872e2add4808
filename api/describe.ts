import { describeRoute, resolver } from "hono-openapi";
import type { z } from "zod";
import { problemSchema } from "./contract/problem.ts";

interface RouteWords {
  summary: string;
  description?: string;
  /** The body of a 200 answer. */
  body: z.ZodType;
  /** Other media types of a 200 answer. */
  alsoAs?: string[];
  /** What can go wrong, beside 400 and 500. */
  errors?: Record<number, string>;
}

const problem = (description: string) => ({
  description,
  content: { "application/json": { schema: resolver(problemSchema) } },
});

/** What the OpenAPI document says of a route. */
export function describe({ body, alsoAs = [], errors = {}, ...words }: RouteWords) {
  return describeRoute({
    ...words,
    responses: {
      200: {
        description: words.summary,
        content: {
          "application/json": { schema: resolver(body) },
          ...Object.fromEntries(alsoAs.map((media) => [media, { schema: { type: "string" } }])),
        },
      },
      400: problem("A parameter is unknown or wrong"),
      ...Object.fromEntries(
        Object.entries(errors).map(([status, description]) => [status, problem(description)]),
      ),
      500: problem("A fault of the server"),
      503: problem("The database does not answer"),
    },
  });
}
