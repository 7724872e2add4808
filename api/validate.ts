import { validator } from "hono-openapi";
import type { z } from "zod";
import { ApiError } from "./errors.ts";

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** One line from the first of a schema's complaints: which parameter, what is wrong. */
export function describeIssue(issue: Issue): string {
  const path = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
  const message = issue.message.replaceAll(/\s+/g, " ");
  return path.length > 0 ? `parameter "${path.join(".")}": ${message}` : message;
}

/** Refuses unknown parameters and bad values with the one error shape of the API. */
export function validateQuery<Schema extends z.ZodType>(schema: Schema) {
  return validator("query", schema, (result) => {
    if (!result.success) {
      throw new ApiError("invalid_parameter", describeIssue(result.error[0]!));
    }
  });
}

/** As {@link validateQuery}, for parts of the path. */
export function validateParam<Schema extends z.ZodType>(schema: Schema) {
  return validator("param", schema, (result) => {
    if (!result.success) {
      throw new ApiError("invalid_parameter", describeIssue(result.error[0]!));
    }
  });
}
