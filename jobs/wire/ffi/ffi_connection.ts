import type { Timeouts } from "../channel.ts";
import { nowMs } from "../clock.ts";
import { closedByPeer, type Connection, type OpenedConnection } from "../connection_channel.ts";
import type { ResponseTape } from "../response_tape.ts";
import type { Target } from "../target.ts";
import { WireFailure } from "../wire_failure.ts";
import { addressOf, ERRNO, fixedMemory, type Libc } from "./libc.ts";
import { ENDED, type Pollable, type Poller, READABLE, WRITABLE } from "./poller.ts";
import { resolveAddresses, type SocketAddress } from "./resolve_addresses.ts";
import { SO_TIMESTAMPNS, SOL_SOCKET, type StampedReceiver } from "./stamped_receiver.ts";

const SOCK_STREAM = 1;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;
const SO_ERROR = 4;
const MSG_NOSIGNAL = 0x4000;

/** What the connections of one thread share. */
export interface FfiContext {
  libc: Libc;
  poller: Poller;
  receiver: StampedReceiver;
}

/**
 * A non-blocking TCP socket of the kernel's own, whose reads carry the kernel's receive stamps.
 */
export class FfiConnection implements Connection, Pollable {
  readonly #context: FfiContext;
  readonly #socket: number;
  #open = true;
  /** Set while the connection is being made. */
  #onConnected: (() => void) | null = null;
  #tape: ResponseTape | null = null;
  /** What is left of the request; null when there is nothing to write, or no use in it. */
  #unsent: Uint8Array<ArrayBuffer> | null = null;
  #allSent = false;
  #sentMs = 0;
  #answered: PromiseWithResolvers<boolean> | null = null;
  #tapeBytes: Uint8Array<ArrayBuffer> | null = null;
  #tapeAddress = 0;

  private constructor(context: FfiContext, socket: number) {
    this.#context = context;
    this.#socket = socket;
  }

  /**
   * Name look-up, then TCP to each address in turn.
   *
   * @throws {WireFailure} kind `dns` or `connect`; `client` when this program may not
   */
  static async open(
    context: FfiContext,
    target: Target,
    timeouts: Timeouts,
  ): Promise<OpenedConnection> {
    const startMs = nowMs();
    const where = `${target.hostname}:${target.port}`;
    refuseUnlessPermitted(target);
    const limit = Promise.withResolvers<never>();
    // Nobody waits for it when the connection stands before.
    limit.promise.catch(() => {});
    const timer = setTimeout(
      () =>
        limit.reject(
          new WireFailure(
            "connect",
            "connect",
            `no connection with ${where} within ${timeouts.connectMs} ms`,
          ),
        ),
      timeouts.connectMs,
    );
    let reason = "no address";
    try {
      const { libc, poller } = context;
      const addresses = poller.awaitElsewhere(
        resolveAddresses(libc, target.hostname, target.port),
      );
      for (const address of await Promise.race([addresses, limit.promise])) {
        const connection = FfiConnection.#create(context, address);
        try {
          const errno = await Promise.race([connection.#connect(address), limit.promise]);
          if (errno === 0) return { connection, startMs, connectedMs: nowMs() };
          reason = context.libc.errorText(errno);
          connection.close();
        } catch (error) {
          connection.close();
          throw error;
        }
      }
    } finally {
      clearTimeout(timer);
    }
    throw new WireFailure("connect", "connect", `cannot connect to ${where}: ${reason}`);
  }

  static #create(context: FfiContext, address: SocketAddress): FfiConnection {
    const { libc } = context;
    const kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    const socket = libc.call.socket(address.family, kind, IPPROTO_TCP);
    if (socket < 0) {
      const reason = libc.errorText(libc.errno());
      throw new WireFailure("client", "connect", `cannot make a socket: ${reason}`);
    }
    const on = fixedMemory(4);
    on[0] = 1;
    libc.call.setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, on, 4);
    libc.call.setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, on, 4);
    return new FfiConnection(context, socket);
  }

  carry(request: Uint8Array<ArrayBuffer>, tape: ResponseTape): Promise<boolean> {
    tape.keepUserStamps();
    this.#tape = tape;
    this.#unsent = request;
    this.#allSent = false;
    this.#answered = Promise.withResolvers();
    this.#sentMs = nowMs();
    this.#send();
    this.#watch();
    return this.#answered.promise;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#context.poller.unwatch(this.#socket);
    this.#context.libc.call.close(this.#socket);
    this.#onConnected = null;
    this.#end((answered) => answered.reject(new Error("closed on this side")));
  }

  onReady(events: number): void {
    if (this.#onConnected !== null) return this.#onConnected();
    const tape = this.#tape;
    if (tape === null) return;
    try {
      if (this.#unsent !== null) {
        this.#send();
        if (this.#unsent === null) this.#watch();
      }
      this.#receive(tape, (events & ENDED) !== 0);
      if (tape.framing.complete) {
        this.#context.poller.noteAnswer(nowMs() - this.#sentMs);
        this.#end((answered) => answered.resolve(this.#allSent));
      }
    } catch (error) {
      this.#end((answered) => answered.reject(error));
    }
  }

  /** @returns the error number; 0 when the connection stands */
  async #connect(address: SocketAddress): Promise<number> {
    const { libc, poller } = this.#context;
    if (libc.call.connect(this.#socket, address.bytes, address.bytes.length) === 0) return 0;
    const errno = libc.errno();
    if (errno !== ERRNO.EINPROGRESS) return errno;
    await new Promise<void>((resolve) => {
      this.#onConnected = () => {
        resolve();
        poller.giveWay();
      };
      poller.watch(this.#socket, WRITABLE, this);
    });
    const error = fixedMemory(4);
    const length = fixedMemory(4);
    length[0] = 4;
    this.#onConnected = null;
    poller.unwatch(this.#socket);
    libc.call.getsockopt(this.#socket, SOL_SOCKET, SO_ERROR, error, length);
    return new Int32Array(error.buffer)[0]!;
  }

  #watch(): void {
    const interest = this.#unsent === null ? READABLE : READABLE | WRITABLE;
    this.#context.poller.watch(this.#socket, interest, this);
  }

  /**
   * Writes what the kernel takes. A broken connection is not reported here: the read on the same
   * connection meets it too, and may still find an answer that was sent before the break.
   */
  #send(): void {
    const unsent = this.#unsent!;
    const { libc } = this.#context;
    const length = BigInt(unsent.length);
    const count = libc.call.send(this.#socket, unsent, length, MSG_NOSIGNAL);
    if (count === unsent.length) {
      this.#unsent = null;
      this.#allSent = true;
    } else if (count >= 0) {
      this.#unsent = unsent.subarray(count);
    } else if (!isForNow(libc.errno())) {
      this.#unsent = null;
    }
  }

  /** @param ended no more will come: read on until the kernel says so itself */
  #receive(tape: ResponseTape, ended: boolean): void {
    const { receiver, libc } = this.#context;
    let full: boolean;
    do {
      tape.makeSpace();
      if (this.#tapeBytes !== tape.bytes) {
        this.#tapeBytes = tape.bytes;
        this.#tapeAddress = addressOf(tape.bytes);
      }
      const count = receiver.read(this.#socket, tape, this.#tapeAddress, this.#sentMs);
      if (count === 0) return closedByPeer(tape, this.#allSent);
      if (count < 0) {
        const errno = libc.errno();
        if (isForNow(errno)) return;
        throw new Error(libc.errorText(errno));
      }
      full = tape.used === tape.bytes.length;
    } while ((full || ended) && !tape.framing.complete);
  }

  /** Ends the exchange under way, if any. */
  #end(settle: (answered: PromiseWithResolvers<boolean>) => void): void {
    const answered = this.#answered;
    if (answered === null) return;
    this.#answered = null;
    this.#tape = null;
    this.#unsent = null;
    this.#context.poller.unwatch(this.#socket);
    this.#context.poller.giveWay();
    settle(answered);
  }
}

/** True when a call that failed may succeed later. */
function isForNow(errno: number): boolean {
  return errno === ERRNO.EAGAIN || errno === ERRNO.EINTR;
}

/** Native code is not held by Deno's permissions, so it asks for them itself. */
function refuseUnlessPermitted({ hostname, port }: Target): void {
  const host = `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
  if (Deno.permissions.querySync({ name: "net", host }).state === "granted") return;
  throw new WireFailure("client", "connect", `not permitted to reach ${host}: see --allow-net`);
}
