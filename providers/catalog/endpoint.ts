/** Who runs the hardware behind an endpoint. */
export type EndpointKind = "hosted" | "self-hosted" | "simulated";

/** List price, USD per million tokens, and where it was read. Null where not known for sure. */
export interface Price {
  inputUsdPerMtok: number | null;
  outputUsdPerMtok: number | null;
  /** Page the price was read from. */
  source: string | null;
  /** Day it was read, `YYYY-MM-DD`. */
  readOn: string | null;
}

/** What a self-hosted endpoint says of itself. Null where not stated. */
export interface Hosting {
  engine: string | null;
  engineVersion: string | null;
  engineArgs: string | null;
  hardware: string | null;
  hardwareCount: number | null;
  precision: string | null;
  /** Price of one GPU, USD an hour; `hardwareCount` of them are charged. */
  gpuUsdPerHour: number | null;
}

/** What is measured and ranked: one model at one provider over one protocol at one URL. */
export interface Endpoint {
  /** `provider/slug`, unique: e.g. `openai/gpt-4o-mini`. */
  id: string;
  /** Provider's short name: the catalog file's `id`. */
  providerId: string;
  /** Provider's name for people. */
  providerName: string;
  kind: EndpointKind;
  /** Model name as the endpoint wants it on the wire. */
  model: string;
  /** Model name that is the same at every provider, so that boards can compare. */
  canonicalModel: string;
  /** Protocol id, see `providers/protocols`. */
  protocol: string;
  baseUrl: string;
  /** Environment variable that holds the key; null when none is needed. Never the key itself. */
  apiKeyEnv: string | null;
  /** The weekly schedule measures it. */
  enabled: boolean;
  /** Region label of the endpoint, when the provider lets one choose; else null. */
  region: string | null;
  price: Price;
  hosting: Hosting | null;
  /** Home page and documentation, for people. */
  links: { home: string | null; docs: string | null };
  /** Requests a minute the provider allows by default; null when not known. */
  requestsPerMinute: number | null;
}
