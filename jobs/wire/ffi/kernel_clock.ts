import { nowMs } from "../clock.ts";
import { fixedMemory, type Libc } from "./libc.ts";

const CLOCK_REALTIME = 0;
/** The mapping is looked at again after so long: NTP may step the system's clock at any time. */
const ANCHOR_FOR_MS = 100;
/** The narrowest of so many looks is kept: whatever interrupts a look makes it wide. */
const LOOKS = 5;
/** A change smaller than this is the error of looking, not a step of the clock, ms. */
const SAME_WITHIN_MS = 0.001;

/**
 * Maps the kernel's receive stamps (CLOCK_REALTIME) to this thread's clock.
 *
 * `performance.now()` counts CLOCK_MONOTONIC, which NTP slews together with CLOCK_REALTIME: the
 * difference of the two is constant but for steps (a clock set, a leap second). It is measured by
 * reading the one between two readings of the other; half the width of that, some 0.1 us, is the
 * error of the mapping.
 */
export class KernelClock {
  readonly #libc: Libc;
  readonly #timespec = fixedMemory(16);
  readonly #words = new Uint32Array(this.#timespec.buffer);
  /** Whole seconds are counted from here, so that a double holds nanoseconds. */
  #baseS = 0;
  /** Thread time (ms) at `#baseS`. */
  #baseMs = 0;
  #nextAnchorMs = -Infinity;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.anchor();
  }

  /**
   * Thread time of a kernel stamp, ms.
   * @param seconds low 32 bits of the stamp's seconds
   */
  toThreadMs(seconds: number, nanoseconds: number): number {
    return this.#baseMs + (seconds - this.#baseS) * 1000 + nanoseconds / 1e6;
  }

  /** Looks at both clocks again if that was long ago. Takes about 2 us then. */
  refresh(now: number): void {
    if (now >= this.#nextAnchorMs) this.anchor();
  }

  /** Looks at both clocks now. */
  anchor(): void {
    let narrowest = Infinity;
    let offsetMs = 0;
    let seconds = 0;
    for (let look = 0; look < LOOKS; look++) {
      const before = nowMs();
      this.#libc.call.clock_gettime(CLOCK_REALTIME, this.#timespec);
      const after = nowMs();
      if (after - before >= narrowest) continue;
      narrowest = after - before;
      seconds = this.#words[0]!;
      offsetMs = (before + after) / 2 - this.#words[2]! / 1e6;
    }
    const shiftMs = offsetMs - this.toThreadMs(seconds, 0);
    if (Math.abs(shiftMs) > Math.max(SAME_WITHIN_MS, narrowest)) {
      this.#baseS = seconds;
      this.#baseMs = offsetMs;
    }
    this.#nextAnchorMs = nowMs() + ANCHOR_FOR_MS;
  }
}
