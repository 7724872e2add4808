import type { Alarm } from "./alarm.ts";
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
}

/** Makes the channels of one measuring thread. */
export interface ChannelFactory {
  channel(): Channel;
  /** What this thread is to be woken by, where the transport keeps the thread waiting itself. */
  readonly alarm: Alarm | null;
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
      return {
        channel: () => new RawChannel(options),
        alarm: null,
        close: () => Promise.resolve(),
      };
    case "fetch-byob":
      return new FetchTransport(options);
    case "ffi":
      return new FfiTransport(options);
  }
}
