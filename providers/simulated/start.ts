import { clockSince } from "./clock.ts";
import { resolveOptions, type SimulatedProviderOptions } from "./options.ts";
import { startServer } from "./server.ts";
import { mergeTruth, type TruthDocument } from "./truth.ts";

/** A running simulated provider. */
export interface SimulatedProvider {
  /** `http://host:port` */
  url: string;
  /** What a client is told: `http://host:port/v1` */
  baseUrl: string;
  port: number;
  /** What it really did, as `GET /truth` answers. */
  truth(): Promise<TruthDocument>;
  /** Forgets what it did so far. */
  clearTruth(): Promise<void>;
  /** Closes every connection and frees everything. */
  stop(): Promise<void>;
}

/**
 * Starts a simulated provider in this thread. Whatever else this thread does makes it late: to
 * measure with it, use {@link startSimulatedProviderWorker}.
 *
 * @throws {RangeError} when an option is not allowed
 * @throws {Error} from the system when the port is taken
 */
export async function startSimulatedProvider(
  given: SimulatedProviderOptions = {},
): Promise<SimulatedProvider> {
  const options = resolveOptions(given);
  const about = {
    clockOriginUnixMs: performance.timeOrigin,
    profile: options.profile.name,
    seed: options.seed,
  };
  let requests = 0;
  const truthOf = (id: string | null) => Promise.resolve(mergeTruth([server.part(id)], about));
  const server = await startServer(options, {
    clock: clockSince(null),
    nextRequestNumber: () => requests++,
    gatherTruth: truthOf,
    clearTruth() {
      server.clear();
      return Promise.resolve();
    },
    reusePort: false,
  });
  return describeProvider(options.host, server.port, {
    truth: () => truthOf(null),
    clearTruth() {
      server.clear();
      return Promise.resolve();
    },
    stop: () => server.stop(),
  });
}

/** Adds the addresses to what a provider can do. */
export function describeProvider(
  host: string,
  port: number,
  parts: Pick<SimulatedProvider, "truth" | "clearTruth" | "stop">,
): SimulatedProvider {
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return { url, baseUrl: `${url}/v1`, port, ...parts };
}
