import type { Transport } from "./create_channel.ts";
import { ffiObstacle } from "./ffi/mod.ts";
import { closeQuietly, Http1Refused, openConnection } from "./open_connection.ts";
import { type Environment, proxyVariableFor } from "./proxy_for.ts";
import type { Target } from "./target.ts";
import { WireFailure } from "./wire_failure.ts";

/** A transport and, for people, why it was taken. */
export interface TransportChoice {
  transport: Transport;
  reason: string;
}

/** What decides which transports can reach a target. */
export interface Surroundings {
  /** The environment variable that sends its requests through a proxy; null when none does. */
  proxyVariable: string | null;
  /** Why `ffi` cannot run here, see `ffiObstacle`; null when it can. */
  ffiObstacle: string | null;
  /** The host refuses HTTP/1.1. */
  http2Only: boolean;
}

/** Longest wait for the host's answer to which protocol it speaks, ms. */
const PROBE_MS = 5000;

/**
 * Decides how to measure a target: `raw`, or `fetch-byob` where that cannot reach it. `ffi` calls
 * native code, so it is taken only when asked for. What was asked for is taken if it can work at all.
 *
 * @param asked null leaves the choice to this function
 * @throws {TypeError} when the transport asked for cannot reach this target from here
 */
export function chooseTransport(
  asked: Transport | null,
  target: Target,
  surroundings: Surroundings,
): TransportChoice {
  const host = target.hostname;
  if (asked !== null) {
    const obstacle = target.tls ? "it cannot do TLS" : surroundings.ffiObstacle;
    if (asked === "ffi" && obstacle !== null) {
      throw new TypeError(
        `cannot measure ${host} with the transport ffi: ${obstacle}; leave --transport out, or ` +
          "choose raw",
      );
    }
    return { transport: asked, reason: "asked for" };
  }
  if (surroundings.proxyVariable !== null) {
    return {
      transport: "fetch-byob",
      reason: `${surroundings.proxyVariable} sends requests for ${host} through a proxy, which ` +
        "the other transports cannot use",
    };
  }
  if (surroundings.http2Only) {
    return {
      transport: "fetch-byob",
      reason: `${host} speaks HTTP/2 alone, which the other transports do not`,
    };
  }
  return { transport: "raw", reason: "the default" };
}

/** Finds out what {@link chooseTransport} needs to know. Opens one connection where TLS is asked. */
export async function surroundingsOf(
  target: Target,
  caCerts: string[],
  env: Environment = (name) => Deno.env.get(name),
): Promise<Surroundings> {
  const proxyVariable = proxyVariableFor(target, env);
  return {
    proxyVariable,
    ffiObstacle: ffiObstacle(),
    http2Only: target.tls && proxyVariable === null && await refusesHttp1(target, caCerts),
  };
}

async function refusesHttp1(target: Target, caCerts: string[]): Promise<boolean> {
  try {
    const { conn } = await openConnection(target, { connectTimeoutMs: PROBE_MS, caCerts });
    closeQuietly(conn);
    return false;
  } catch (error) {
    if (!(error instanceof WireFailure)) throw error;
    // Any other failure will be met, and recorded, by the first request.
    return error instanceof Http1Refused;
  }
}
