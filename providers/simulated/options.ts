import type { FaultRule } from "./fault_rules.ts";
import { FAULTS } from "./faults/mod.ts";
import { findProfile, type PlanSettings, type Profile, PROFILES } from "./profiles.ts";

/** How a simulated provider behaves. Everything has a default. */
export interface SimulatedProviderOptions {
  /** Address to listen on; default `127.0.0.1`. */
  host?: string;
  /** Port to listen on; default 0, which takes a free one. */
  port?: number;
  /** A profile's name; default `deterministic`. */
  profile?: string;
  /** Time to the first text event, ms; default: the profile's. */
  ttftMs?: number;
  /** Gap between text events, ms; default: the profile's. */
  itlMs?: number;
  /** Tokens in an event; default: the profile's. */
  tokensPerEvent?: number;
  /** Output tokens of every answer, never more than the request allows; default: what it allows. */
  outputTokens?: number | null;
  /** When head and role-only event go out, ms after the request; default: half the TTFT. */
  headAtMs?: number | null;
  /** Seed of everything random; default 1. */
  seed?: number;
  /** Faults to play; default none. */
  faults?: readonly FaultRule[];
  /** `Retry-After` of 429 answers, s; default 1. */
  retryAfterS?: number;
  /** How long stall faults last, ms; default null: for ever. */
  stallMs?: number | null;
  /** Where `redirect_other_host` sends clients; default `http://127.0.0.1:1`, where nobody is. */
  redirectTo?: string;
  /** Key that requests must carry, in the header of their API; default null: none needed. */
  apiKey?: string | null;
  /** Names of the models that exist; default `["sim"]`. */
  models?: readonly string[];
  /** Share of correctness-check questions answered right; default 1. */
  correctRate?: number;
  /** Count prompt tokens for `usage`; default true. Without, they are reported as null. */
  countPromptTokens?: boolean;
  /** Requests whose truth is kept; default 20,000. */
  truthCapacity?: number;
}

/** The options with every default in place. */
export interface ResolvedOptions {
  host: string;
  port: number;
  profile: Profile;
  settings: PlanSettings;
  outputTokens: number | null;
  headAtMs: number | null;
  seed: number;
  faults: readonly FaultRule[];
  retryAfterS: number;
  stallMs: number | null;
  redirectTo: string;
  apiKey: string | null;
  models: readonly string[];
  correctRate: number;
  countPromptTokens: boolean;
  truthCapacity: number;
}

/**
 * Puts the defaults in place and checks every value.
 * @throws {RangeError} naming the option, its value and what is allowed
 */
export function resolveOptions(options: SimulatedProviderOptions): ResolvedOptions {
  const profile = findProfile(options.profile ?? "deterministic");
  if (profile === null) {
    const known = PROFILES.map(({ name }) => name).join(", ");
    throw new RangeError(`there is no profile "${options.profile}": choose one of ${known}`);
  }
  const faults = options.faults ?? [];
  for (const { name, rate } of faults) {
    if (!Object.hasOwn(FAULTS, name)) {
      const known = Object.keys(FAULTS).join(", ");
      throw new RangeError(`there is no fault "${name}": choose from ${known}`);
    }
    within(`rate of fault ${name}`, rate ?? 1, 0, 1, false);
  }
  const models = options.models ?? ["sim"];
  if (models.length === 0) throw new RangeError("models is empty: name at least one");
  return {
    host: options.host ?? "127.0.0.1",
    port: within("port", options.port ?? 0, 0, 65535, true),
    profile,
    settings: {
      ttftMs: within("ttftMs", options.ttftMs ?? profile.defaults.ttftMs, 0, 3_600_000, false),
      itlMs: within("itlMs", options.itlMs ?? profile.defaults.itlMs, 0, 3_600_000, false),
      tokensPerEvent: within(
        "tokensPerEvent",
        options.tokensPerEvent ?? profile.defaults.tokensPerEvent,
        1,
        1000,
        true,
      ),
    },
    outputTokens: orNull(options.outputTokens, (n) => within("outputTokens", n, 1, 32_768, true)),
    headAtMs: orNull(options.headAtMs, (n) => within("headAtMs", n, 0, 3_600_000, false)),
    seed: within("seed", options.seed ?? 1, 0, 2 ** 32 - 1, true),
    faults,
    retryAfterS: within("retryAfterS", options.retryAfterS ?? 1, 0, 1e9, false),
    stallMs: orNull(options.stallMs, (n) => within("stallMs", n, 0, 3_600_000, false)),
    redirectTo: origin("redirectTo", options.redirectTo ?? "http://127.0.0.1:1"),
    apiKey: options.apiKey ?? null,
    models,
    correctRate: within("correctRate", options.correctRate ?? 1, 0, 1, false),
    countPromptTokens: options.countPromptTokens ?? true,
    truthCapacity: within("truthCapacity", options.truthCapacity ?? 20_000, 1, 1_000_000, true),
  };
}

function orNull(value: number | null | undefined, check: (n: number) => number): number | null {
  return value === null || value === undefined ? null : check(value);
}

function origin(name: string, value: string): string {
  const url = URL.parse(value);
  if (url !== null && /^https?:$/.test(url.protocol)) return url.origin;
  throw new RangeError(`${name} is ${value}: it must be a URL such as http://127.0.0.1:9200`);
}

function within(name: string, value: number, min: number, max: number, whole: boolean): number {
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  const sort = whole ? "a whole number" : "a number";
  throw new RangeError(`${name} is ${value}: it must be ${sort} from ${min} to ${max}`);
}
