import type { Endpoint } from "../providers/catalog/mod.ts";
import type { SimulatedProviderOptions } from "../providers/simulated/mod.ts";

/** A simulated provider of the demo: what it is called, and how it behaves. */
export interface DemoProvider {
  slug: string;
  name: string;
  behaviour: SimulatedProviderOptions;
}

/** Three characters that a leaderboard must tell apart. */
export const DEMO_PROVIDERS: readonly DemoProvider[] = [
  {
    slug: "steady",
    name: "Simulated: steady",
    behaviour: { profile: "deterministic", ttftMs: 120, itlMs: 10, seed: 1 },
  },
  {
    slug: "slow-start",
    name: "Simulated: slow start",
    behaviour: { profile: "lognormal", ttftMs: 700, itlMs: 5, seed: 2, correctRate: 0.9 },
  },
  {
    slug: "flaky",
    name: "Simulated: flaky",
    behaviour: {
      profile: "lognormal",
      ttftMs: 200,
      itlMs: 12,
      seed: 3,
      faults: [{ name: "http_429", rate: 0.1 }, { name: "reset_mid_stream", rate: 0.05 }],
    },
  },
];

/** The endpoint a simulated provider offers at `baseUrl`. */
export function demoEndpoint(provider: DemoProvider, baseUrl: string): Endpoint {
  return {
    id: `simulated/${provider.slug}`,
    providerId: "simulated",
    providerName: provider.name,
    kind: "simulated",
    model: "sim",
    canonicalModel: "sim",
    protocol: "openai-chat",
    baseUrl,
    apiKeyEnv: null,
    enabled: false,
    region: null,
    price: { inputUsdPerMtok: null, outputUsdPerMtok: null, source: null, readOn: null },
    hosting: null,
    links: { home: null, docs: null },
    requestsPerMinute: null,
  };
}
