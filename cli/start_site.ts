import { createApp } from "../api/mod.ts";
import type { Queryable } from "../db/client.ts";
import { protocols } from "../providers/protocols/mod.ts";
import { buildAssets, createApiClient, createSite } from "../web/mod.ts";

const METHODOLOGY = new URL("../docs/METHODOLOGY.md", import.meta.url);

/** Where the site listens. */
export interface SiteOptions {
  db: Queryable;
  /** 0 takes a free one. */
  port: number;
  /** Default `127.0.0.1`: nobody outside this machine. */
  host?: string;
  now?: () => Date;
  /** The project on GitHub, where a reader opens issues. Default: nowhere, and no page links it. */
  repositoryUrl?: string | null;
  /** Default: standard error. */
  logError?: (text: string) => void;
}

/** A running site. */
export interface RunningSite {
  /** Address for people, without a slash at the end. */
  url: string;
  /** Lets requests in progress finish, then closes. */
  stop(): Promise<void>;
  /** Resolves when the server has ended. */
  finished: Promise<void>;
}

/** API and pages as one handler: `/api/` and `/healthz` are the API's, all else is a page. */
export async function createHandler(
  options: Omit<SiteOptions, "port" | "host">,
): Promise<(request: Request) => Response | Promise<Response>> {
  const { db, now = () => new Date(), logError = console.error } = options;
  const api = createApp({ db, now, logError });
  const site = createSite({
    api: createApiClient(async (input, init) => await api.request(input, init)),
    assets: await buildAssets(),
    methodology: await Deno.readTextFile(METHODOLOGY),
    protocols,
    repositoryUrl: options.repositoryUrl ?? null,
    logError,
  });
  return (request) => {
    const { pathname } = new URL(request.url);
    const isApi = pathname === "/healthz" || pathname.startsWith("/api/");
    return isApi ? api.fetch(request) : site.fetch(request);
  };
}

/**
 * Serves API and pages.
 *
 * @throws {Deno.errors.AddrInUse} when the port is taken
 */
export async function startSite(options: SiteOptions): Promise<RunningSite> {
  const handler = await createHandler(options);
  const hostname = options.host ?? "127.0.0.1";
  const server = Deno.serve({ port: options.port, hostname, onListen() {} }, handler);
  const shown = hostname === "127.0.0.1" || hostname === "0.0.0.0" || hostname === "::"
    ? "localhost"
    : hostname;
  return {
    url: `http://${shown.includes(":") ? `[${shown}]` : shown}:${server.addr.port}`,
    stop: () => server.shutdown(),
    finished: server.finished,
  };
}
