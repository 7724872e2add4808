import type { Channel, Timeouts } from "./channel.ts";
import { FetchTransport } from "./fetch_channel.ts";
import { FfiTransport } from "./ffi/mod.ts";
import { RawChannel } from "./raw_channel.ts";
import type { Target } from "./target.ts";

/** The ways to carry a request, each behind the same `Channel`. */
export const TRANSPORTS = ["raw", "fetch-byob", "ffi"] as const;

/** One of {@link TRANSPORTS}. */
export type Transport = (typeof TRANSPORTS)[number];

/** What the channels of one thread need to know. */
export interface ChannelOptions {
  target: Target;
  timeouts: Timeouts;
  /** Extra root certificates (PEM), beside the system's. */
  caCerts: string[];
  /**
   * The next time (thread's clock, ms) at which this thread has something to do by itself, such as
   * sending a request that is due; Infinity, the default, for none. `ffi` keeps the thread waiting
   * for up to a millisecond at a time, but never beyond that.
   */
  nextDueMs?: () => number;
}

/** Makes the channels of one measuring thread. */
export interface ChannelFactory {
  channel(): Channel;
  /** Gives back what the channels share; they are to be closed before. */
  close(): Promise<void>;
}

/**
 * @throws {Error} when `ffi` cannot be used here; `ffiObstacle` says so beforehand
 */
export function createChannelFactory(
  transport: Transport,
  options: ChannelOptions,
): ChannelFactory {
  switch (transport) {
    case "raw":
      return { channel: () => new RawChannel(options), close: () => Promise.resolve() };
    case "fetch-byob":
      return new FetchTransport(options);
    case "ffi":
      return new FfiTransport({ ...options, nextDueMs: options.nextDueMs ?? (() => Infinity) });
  }
}
