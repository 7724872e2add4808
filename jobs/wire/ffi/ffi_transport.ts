import type { Alarm } from "../alarm.ts";
import type { Channel, Timeouts } from "../channel.ts";
import { ConnectionChannel } from "../connection_channel.ts";
import type { Target } from "../target.ts";
import { FfiConnection, type FfiContext } from "./ffi_connection.ts";
import { KernelClock, realtimeOf } from "./kernel_clock.ts";
import { openLibc } from "./libc.ts";
import { Poller } from "./poller.ts";
import { StampedReceiver } from "./stamped_receiver.ts";

/** What the channels of one thread need to know. */
export interface FfiOptions {
  target: Target;
  timeouts: Timeouts;
}

/**
 * Channels on the kernel's own sockets, for one thread: they share a poller. Arrival times are the
 * kernel's, so that however late this thread gets to its reads, they do not suffer.
 *
 * Linux, plain TCP. A thread that is terminated without {@link FfiTransport.close} leaves its
 * sockets open until the process ends.
 */
export class FfiTransport {
  readonly #options: FfiOptions;
  readonly #context: FfiContext;
  readonly #channels: Channel[] = [];

  /** @throws {Error} when the C library cannot be used, see {@link openLibc} */
  constructor(options: FfiOptions) {
    this.#options = options;
    const libc = openLibc();
    this.#context = {
      libc,
      poller: new Poller(libc),
      receiver: new StampedReceiver(libc, new KernelClock(realtimeOf(libc))),
    };
  }

  /** Its poller waits for what is due on this thread beside its sockets. */
  get alarm(): Alarm {
    return this.#context.poller;
  }

  channel(): Channel {
    const { target, timeouts } = this.#options;
    const channel = new ConnectionChannel(
      timeouts,
      () => FfiConnection.open(this.#context, target, timeouts),
    );
    this.#channels.push(channel);
    return channel;
  }

  /** Closes every channel and gives everything back. */
  async close(): Promise<void> {
    for (const channel of this.#channels) channel.close();
    await this.#context.poller.close();
    this.#context.libc.close();
  }
}
