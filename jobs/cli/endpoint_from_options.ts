import type { Endpoint } from "../../providers/catalog/endpoint.ts";
import { holdsSecretParameter } from "../../providers/catalog/base_url.ts";
import { findProtocol } from "../../providers/protocols/mod.ts";
import { targetOf } from "../wire/target.ts";
import type { JobOptions } from "./job_options.ts";
import { usable, UsageError } from "./usage_error.ts";

/** Where an endpoint's facts are looked up. */
export interface EndpointSources {
  /** What the catalog's base URLs are filled from. */
  env: (name: string) => string | undefined;
  /** The part of the catalog that an endpoint of this id stands in. */
  catalogFor: (endpointId: string) => Promise<Endpoint[]>;
}

/** Loaded only where it is needed: what reads the catalog takes longer than all the rest. */
const loadCatalogReader = () => import("../../providers/catalog/mod.ts");

const WHOLE_CATALOG: EndpointSources = {
  env: (name) => Deno.env.get(name),
  catalogFor: async () => (await loadCatalogReader()).loadCatalog(),
};

/**
 * Looks an endpoint up in its provider's file, and goes through the whole catalog only where it is
 * not there: enough to know where it is, for one who does not judge the catalog.
 */
export async function quickCatalogFor(endpointId: string): Promise<Endpoint[]> {
  const { CATALOG_DIR, loadCatalog, readCatalog } = await loadCatalogReader();
  const { endpoints } = await readCatalog(CATALOG_DIR, endpointId.split("/", 1)[0]!);
  const found = endpoints.map(({ endpoint }) => endpoint);
  return found.some(({ id }) => id === endpointId) ? found : await loadCatalog();
}

type EndpointOptions = Pick<JobOptions, "url" | "model" | "llmApi" | "apiKeyEnv">;

/**
 * The endpoint that the command line names.
 * @throws {UsageError} when it names none, or two
 */
export function endpointFromOptions(
  endpointId: string | undefined,
  options: EndpointOptions,
  sources = WHOLE_CATALOG,
): Promise<Endpoint> | Endpoint {
  if (endpointId === undefined) return endpointByHand(options);
  for (const flag of ["url", "model", "apiKeyEnv"] as const) {
    if (options[flag] !== undefined) {
      throw new UsageError(
        `give either the catalog endpoint "${endpointId}" or --url and --model, not both`,
      );
    }
  }
  return endpointOfCatalog(endpointId, sources);
}

/**
 * Side B of a comparison. By URL it is what A is, unless told otherwise; but A's key goes to A's own
 * host alone.
 * @throws {UsageError} when it names none
 */
export function againstFromOptions(
  options: JobOptions & { against: string },
  a: Endpoint,
  sources = WHOLE_CATALOG,
): Promise<Endpoint> | Endpoint {
  const { against, againstModel, againstLlmApi, againstApiKeyEnv } = options;
  if (!/^\w+:\/\//.test(against)) {
    if (againstModel ?? againstLlmApi ?? againstApiKeyEnv) {
      throw new UsageError(
        `--against ${against} is of the catalog, which says its model, format and key: leave out ` +
          "--against-model, --against-llm-api and --against-api-key-env",
      );
    }
    return endpointOfCatalog(against, sources);
  }
  const url = readUrl(against, "--against");
  const apiKeyEnv = againstApiKeyEnv ?? (sameOrigin(url.href, a.baseUrl) ? a.apiKeyEnv : null);
  return endpointByHand({
    url: against,
    model: againstModel ?? a.model,
    llmApi: againstLlmApi ?? a.protocol,
    ...apiKeyEnv === null ? {} : { apiKeyEnv },
  }, "--against");
}

/** Whether both URLs lead to one server. */
export function sameOrigin(a: string, b: string): boolean {
  return new URL(a).origin === new URL(b).origin;
}

function endpointByHand(options: EndpointOptions, flag = "--url"): Endpoint {
  if (options.url === undefined) {
    throw new UsageError(
      "name an endpoint of the catalog (deno task job openai/gpt-4o-mini), or give --url and --model",
    );
  }
  if (options.model === undefined) {
    throw new UsageError("--url needs --model: the model name as the endpoint expects it");
  }
  const url = readUrl(options.url, flag);
  const protocol = findProtocol(options.llmApi);
  return {
    id: idOf(url, options.model, protocol.id),
    providerId: url.host,
    providerName: url.host,
    kind: "self-hosted",
    model: options.model,
    canonicalModel: options.model,
    protocol: protocol.id,
    baseUrl: url.href,
    apiKeyEnv: options.apiKeyEnv ?? null,
    enabled: false,
    region: null,
    price: { inputUsdPerMtok: null, outputUsdPerMtok: null, source: null, readOn: null },
    hosting: null,
    links: { home: null, docs: null },
    requestsPerMinute: null,
  };
}

/**
 * Endpoints are stored by their id, so whatever else lies at the same host under the same model's name
 * has another: by its path beyond the usual `/v1`, and by its wire format.
 */
function idOf(url: URL, model: string, protocolId: string): string {
  const path = url.pathname.replace(/\/+$/, "").replace(/\/v1$/, "");
  return `${url.host}${path}/${model}${protocolId === "openai-chat" ? "" : `@${protocolId}`}`;
}

function readUrl(text: string, flag: string): URL {
  const url = usable(
    () => new URL(text),
    `${flag} "${withoutCredentials(text)}" is not a URL: write it as https://HOST/v1`,
  );
  // A base URL is stored, printed and published. Looked for first: a refusal may quote the URL.
  const instead = "and name the key's environment variable with " +
    (flag === "--url" ? "--api-key-env" : `${flag}-api-key-env`);
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(`take the user name and password out of the URL of ${flag} ${instead}`);
  }
  if (holdsSecretParameter(url)) {
    throw new UsageError(`take the key out of the query of ${flag} ${instead}, or use --header`);
  }
  if (url.hash !== "") throw new UsageError(`take the "#" part out of ${flag}: it is never sent`);
  usable(() => targetOf(url));
  return url;
}

/** What stands before an `@` may be a password, and what stands after a `?` or `#` a key. */
function withoutCredentials(url: string): string {
  return url.replace(/^(\w+:\/\/)?.*@/, "$1…@").replace(/[?#].*/s, (rest) => `${rest[0]}…`);
}

async function endpointOfCatalog(id: string, sources: EndpointSources): Promise<Endpoint> {
  const { fillPlaceholders, findEndpoint } = await loadCatalogReader();
  const catalog = await sources.catalogFor(id);
  return usable(() => fillPlaceholders(findEndpoint(catalog, id), sources.env));
}
