import { nowMs } from "../clock.ts";
import type { ResponseTape } from "../response_tape.ts";
import type { KernelClock } from "./kernel_clock.ts";
import { addressOf, fixedMemory, type Libc, put64 } from "./libc.ts";

// struct msghdr: name 0, namelen 8, iov 16, iovlen 24, control 32, controllen 40, flags 48.
const MSGHDR_BYTES = 56;
const CONTROL_LENGTH_WORD = 40 / 4;
// struct mmsghdr: a struct msghdr, and behind it how many bytes were read, 56.
const MMSGHDR_WORDS = 64 / 4;
const READ_WORD = MSGHDR_BYTES / 4;
const IOV_WORDS = 16 / 4;
// struct cmsghdr: len 0, level 8, type 12; behind it a struct timespec: seconds 16, nanoseconds 24.
const CONTROL_BYTES = 64;
const CONTROL_WORDS = CONTROL_BYTES / 4;
const CMSG_LEVEL_WORD = 8 / 4;
const CMSG_TYPE_WORD = 12 / 4;
const CMSG_SECONDS_WORD = 16 / 4;
const CMSG_NANOSECONDS_WORD = 24 / 4;
const CMSG_WITH_TIMESPEC_BYTES = 32;

export const SOL_SOCKET = 1;
/** `SO_TIMESTAMPNS`, and the type of the message that carries the stamp. */
export const SO_TIMESTAMPNS = 35;

const MSG_PEEK = 2;
const MSG_DONTWAIT = 0x40;
const LF = 10;
const CR = 13;

/** Events read with one call. */
const MAX_EVENTS = 64;

/**
 * Reads from sockets straight onto tapes, with the kernel's receive stamps.
 *
 * The kernel stamps each segment as it comes in, and a read that takes several gets the stamp of
 * the last. So the kernel is first asked what is there, and then each event is read by itself, many
 * of them with one call (`recvmmsg`): how long events waited together, for whatever reason, does
 * not matter. What the kernel itself has joined in its queue (it may, once a segment has been
 * acknowledged) cannot be told apart; such events share the stamp of the last.
 */
export class StampedReceiver {
  readonly #libc: Libc;
  readonly #clock: KernelClock;
  /** One header, vector and control buffer for each event that a call may read. */
  readonly #headers = fixedMemory(4 * MMSGHDR_WORDS * MAX_EVENTS);
  readonly #headerWords = new Uint32Array(this.#headers.buffer);
  readonly #vectors = fixedMemory(4 * IOV_WORDS * MAX_EVENTS);
  readonly #vectorWords = new Uint32Array(this.#vectors.buffer);
  readonly #controls = fixedMemory(CONTROL_BYTES * MAX_EVENTS);
  readonly #controlWords = new Uint32Array(this.#controls.buffer);
  /** For the look ahead, which wants no stamp. */
  readonly #peek = fixedMemory(MSGHDR_BYTES);

  constructor(libc: Libc, clock: KernelClock) {
    this.#libc = libc;
    this.#clock = clock;
    const vectors = addressOf(this.#vectors);
    const controls = addressOf(this.#controls);
    for (let event = 0; event < MAX_EVENTS; event++) {
      const header = event * MMSGHDR_WORDS;
      put64(this.#headerWords, header + 16 / 4, vectors + event * 4 * IOV_WORDS);
      put64(this.#headerWords, header + 24 / 4, 1);
      put64(this.#headerWords, header + 32 / 4, controls + event * CONTROL_BYTES);
    }
    const peekWords = new Uint32Array(this.#peek.buffer);
    put64(peekWords, 16 / 4, vectors);
    put64(peekWords, 24 / 4, 1);
  }

  /**
   * Reads what is there, without waiting.
   *
   * @param address where the tape's bytes begin in memory
   * @param sinceMs no stamp before this is believed
   * @returns bytes noted on the tape by the last call; 0 when the peer has closed; -1 when the read
   * failed and `errno` says why
   * @throws {WireFailure} when the bytes cannot be a response, or are too many
   */
  read(socket: number, tape: ResponseTape, address: number, sinceMs: number): number {
    this.#aim(0, address + tape.used, tape.bytes.length - tape.used);
    const waiting = this.#libc.call.recvmsg(socket, this.#peek, MSG_PEEK);
    if (waiting <= 0) return waiting;
    const end = tape.used + waiting;
    // Bytes behind the answer's end too: on the tape they say that the connection cannot be used
    // again, in the socket they would begin the next answer.
    while (tape.used < end) {
      const count = this.#readEvents(socket, tape, address, end, sinceMs);
      if (count <= 0) return count;
    }
    return waiting;
  }

  /** Reads the events that lie in the tape's memory up to `end`, as many as one call may. */
  #readEvents(
    socket: number,
    tape: ResponseTape,
    address: number,
    end: number,
    sinceMs: number,
  ): number {
    let events = 0;
    for (let at = tape.used; at < end && events < MAX_EVENTS; events++) {
      const next = endOfEvent(tape.bytes, at, end);
      this.#aim(events, address + at, next - at);
      this.#headerWords[events * MMSGHDR_WORDS + CONTROL_LENGTH_WORD] = CONTROL_BYTES;
      at = next;
    }
    if (events === 1) {
      const count = this.#libc.call.recvmsg(socket, this.#headers, 0);
      if (count > 0) this.#note(tape, 0, count, sinceMs, this.#now());
      return count;
    }
    const read = this.#libc.call.recvmmsg(socket, this.#headers, events, MSG_DONTWAIT, null);
    const userMs = this.#now();
    for (let event = 0; event < read; event++) {
      const count = this.#headerWords[event * MMSGHDR_WORDS + READ_WORD]!;
      if (count === 0) return 0;
      this.#note(tape, event, count, sinceMs, userMs);
    }
    return read;
  }

  /** Where the bytes of an event are to go. */
  #aim(event: number, address: number, length: number): void {
    put64(this.#vectorWords, event * IOV_WORDS, address);
    put64(this.#vectorWords, event * IOV_WORDS + 2, length);
  }

  #now(): number {
    const userMs = nowMs();
    this.#clock.refresh(userMs);
    return userMs;
  }

  #note(tape: ResponseTape, event: number, count: number, sinceMs: number, userMs: number): void {
    tape.note(count, this.#stampMs(event, sinceMs, userMs), userMs);
  }

  /** The kernel's stamp on the thread's clock, or `userMs` when there is none to believe. */
  #stampMs(event: number, sinceMs: number, userMs: number): number {
    const control = this.#controlWords;
    const at = event * CONTROL_WORDS;
    const length = this.#headerWords[event * MMSGHDR_WORDS + CONTROL_LENGTH_WORD]!;
    const stamped = length >= CMSG_WITH_TIMESPEC_BYTES &&
      control[at + CMSG_LEVEL_WORD] === SOL_SOCKET &&
      control[at + CMSG_TYPE_WORD] === SO_TIMESTAMPNS;
    if (!stamped) return userMs;
    const seconds = control[at + CMSG_SECONDS_WORD]!;
    const nanoseconds = control[at + CMSG_NANOSECONDS_WORD]!;
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
