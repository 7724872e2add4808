import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Problem } from "./contract/problem.ts";

/** Every error this API can answer with, and its HTTP status. */
export const ERROR_STATUS = {
  invalid_parameter: 400,
  not_found: 404,
  run_not_found: 404,
  group_not_found: 404,
  method_not_allowed: 405,
  too_large: 413,
  internal: 500,
  database_unavailable: 503,
} as const satisfies Record<string, ContentfulStatusCode>;
export type ErrorCode = keyof typeof ERROR_STATUS;

/** An expected error: thrown by a route, turned into a {@link Problem} by the app. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get status(): (typeof ERROR_STATUS)[ErrorCode] {
    return ERROR_STATUS[this.code];
  }

  toProblem(): Problem {
    return { error: { code: this.code, message: this.message } };
  }
}
