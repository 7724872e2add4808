import { nowMs } from "../clock.ts";
import type { ResponseTape } from "../response_tape.ts";
import type { KernelClock } from "./kernel_clock.ts";
import { addressOf, fixedMemory, type Libc, put64 } from "./libc.ts";

// struct msghdr: name 0, namelen 8, iov 16, iovlen 24, control 32, controllen 40, flags 48.
const MSGHDR_BYTES = 56;
const CONTROL_BYTES = 64;
const CONTROL_LENGTH_WORD = 40 / 4;
// struct cmsghdr: len 0, level 8, type 12; behind it a struct timespec: seconds 16, nanoseconds 24.
const CMSG_LEVEL_WORD = 8 / 4;
const CMSG_TYPE_WORD = 12 / 4;
const CMSG_SECONDS_WORD = 16 / 4;
const CMSG_NANOSECONDS_WORD = 24 / 4;
const CMSG_WITH_TIMESPEC_BYTES = 32;

export const SOL_SOCKET = 1;
/** `SO_TIMESTAMPNS`, and the type of the message that carries the stamp. */
export const SO_TIMESTAMPNS = 35;

const MSG_PEEK = 2;
const LF = 10;
const CR = 13;

/**
 * Reads from sockets straight onto tapes, with the kernel's receive stamps.
 *
 * The kernel stamps each segment as it comes in, and a read that takes several gets the stamp of
 * the last. So the kernel is first asked what is there, and then each event is read by itself: how
 * long events waited together, for whatever reason, does not matter. What the kernel itself has
 * joined in its queue (it may, once a segment has been acknowledged) cannot be told apart; such
 * events share the stamp of the last.
 */
export class StampedReceiver {
  readonly #libc: Libc;
  readonly #clock: KernelClock;
  readonly #header = fixedMemory(MSGHDR_BYTES);
  readonly #headerWords = new Uint32Array(this.#header.buffer);
  readonly #iov = fixedMemory(16);
  readonly #iovWords = new Uint32Array(this.#iov.buffer);
  readonly #control = fixedMemory(CONTROL_BYTES);
  readonly #controlWords = new Uint32Array(this.#control.buffer);

  constructor(libc: Libc, clock: KernelClock) {
    this.#libc = libc;
    this.#clock = clock;
    put64(this.#headerWords, 16 / 4, addressOf(this.#iov));
    put64(this.#headerWords, 24 / 4, 1);
    put64(this.#headerWords, 32 / 4, addressOf(this.#control));
  }

  /**
   * Reads what is there, without waiting.
   *
   * @param address where the tape's bytes begin in memory
   * @param sinceMs no stamp before this is believed
   * @returns bytes noted on the tape; 0 when the peer has closed; -1 when the read failed and
   * `errno` says why
   * @throws {WireFailure} when the bytes cannot be a response, or are too many
   */
  read(socket: number, tape: ResponseTape, address: number, sinceMs: number): number {
    const free = tape.bytes.length - tape.used;
    const waiting = this.#receive(socket, address + tape.used, free, MSG_PEEK);
    const end = tape.used + waiting;
    let count = waiting;
    while (count > 0 && tape.used < end && !tape.framing.complete) {
      const length = endOfEvent(tape.bytes, tape.used, end) - tape.used;
      count = this.#readOnce(socket, tape, address, length, sinceMs);
    }
    return count;
  }

  #readOnce(
    socket: number,
    tape: ResponseTape,
    address: number,
    length: number,
    sinceMs: number,
  ): number {
    const count = this.#receive(socket, address + tape.used, length, 0);
    if (count <= 0) return count;
    const userMs = nowMs();
    this.#clock.refresh(userMs);
    const stampMs = this.#stampMs(sinceMs, userMs);
    tape.note(count, stampMs, userMs);
    return count;
  }

  #receive(socket: number, address: number, length: number, flags: number): number {
    put64(this.#iovWords, 0, address);
    put64(this.#iovWords, 2, length);
    put64(this.#headerWords, CONTROL_LENGTH_WORD, CONTROL_BYTES);
    return this.#libc.call.recvmsg(socket, this.#header, flags);
  }

  /** The kernel's stamp on the thread's clock, or `userMs` when there is none to believe. */
  #stampMs(sinceMs: number, userMs: number): number {
    const control = this.#controlWords;
    const stamped = this.#headerWords[CONTROL_LENGTH_WORD]! >= CMSG_WITH_TIMESPEC_BYTES &&
      control[CMSG_LEVEL_WORD] === SOL_SOCKET && control[CMSG_TYPE_WORD] === SO_TIMESTAMPNS;
    if (!stamped) return userMs;
    const seconds = control[CMSG_SECONDS_WORD]!;
    const nanoseconds = control[CMSG_NANOSECONDS_WORD]!;
    let stampMs = this.#clock.toThreadMs(seconds, nanoseconds);
    if (stampMs > userMs || stampMs < sinceMs) {
      // The system's clock was set since we last looked.
      this.#clock.anchor();
      stampMs = this.#clock.toThreadMs(seconds, nanoseconds);
    }
    // A stamp from before the step cannot be mapped: the read's own time bounds it at least.
    return stampMs > userMs || stampMs < sinceMs ? userMs : stampMs;
  }
}

/** Where to end a read in [from, to): with the first event, its chunk's line break included. */
function endOfEvent(bytes: Uint8Array, from: number, to: number): number {
  // A chunk's own line break may stand before the event: it is none.
  for (let at = from + 3; at < to; at++) {
    if (bytes[at] !== LF) continue;
    if (bytes[at - 1] !== LF && (bytes[at - 1] !== CR || bytes[at - 2] !== LF)) continue;
    // Only where nothing follows it: some servers send it with their next event.
    return at + 3 === to && bytes[at + 1] === CR && bytes[at + 2] === LF ? to : at + 1;
  }
  return to;
}
