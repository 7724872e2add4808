import { hc } from "hono/client";
import type { ApiApp } from "../api/app.ts";
import type { Problem } from "../api/contract.ts";

/** Sends a request to the API: `app.request` in one process, `fetch` across a network. */
export type ApiFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The typed client through which pages read; they have no other source. */
export function createApiClient(fetch: ApiFetch) {
  return hc<ApiApp>("http://api.invalid", { fetch });
}
export type ApiClient = ReturnType<typeof createApiClient>;

/** An answer of the API that is not a success. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;

  constructor(status: number, { error }: Problem) {
    super(error.message);
    this.status = status;
    this.code = error.code;
  }
}

interface JsonAnswer<Body> {
  ok: boolean;
  status: number;
  json(): Promise<Body>;
}

/**
 * The body of a successful answer.
 *
 * @throws {ApiProblem} for any other answer
 */
export async function readBody<Body>(answer: Promise<JsonAnswer<Body>>): Promise<Body> {
  const response = await answer;
  if (response.ok) return await response.json();
  throw new ApiProblem(response.status, await response.json() as Problem);
}
