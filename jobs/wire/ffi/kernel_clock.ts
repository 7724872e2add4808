import { nowMs } from "../clock.ts";
import { fixedMemory, type Libc } from "./libc.ts";

const CLOCK_REALTIME = 0;
const TIMESPEC_BYTES = 16;
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
  /** Whole seconds are counted from here, so that a double holds nanoseconds. */
  #baseS = 0;
  /** Thread time (ms) at `#baseS`. */
  #baseMs = 0;
  #nextAnchorMs = -Infinity;

  /**
   * @param readRealtime CLOCK_REALTIME as the low words of seconds and nanoseconds, in an array
   * that may be the same every time
   * @param now the thread's clock
   */
  constructor(
    private readonly readRealtime: () => ArrayLike<number>,
    private readonly now: () => number = nowMs,
  ) {
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
      const before = this.now();
      const realtime = this.readRealtime();
      const after = this.now();
      if (after - before >= narrowest) continue;
      narrowest = after - before;
      seconds = realtime[0]!;
      offsetMs = (before + after) / 2 - realtime[1]! / 1e6;
    }
    const shiftMs = offsetMs - this.toThreadMs(seconds, 0);
    if (Math.abs(shiftMs) > Math.max(SAME_WITHIN_MS, narrowest)) {
      this.#baseS = seconds;
      this.#baseMs = offsetMs;
    }
    this.#nextAnchorMs = this.now() + ANCHOR_FOR_MS;
  }
}

/** Reads CLOCK_REALTIME for {@link KernelClock}. */
export function realtimeOf(libc: Libc): () => ArrayLike<number> {
  const timespec = fixedMemory(TIMESPEC_BYTES);
  const words = new Uint32Array(timespec.buffer);
  const read: [number, number] = [0, 0];
  return () => {
    libc.call.clock_gettime(CLOCK_REALTIME, timespec);
    read[0] = words[0]!;
    read[1] = words[2]!;
    return read;
  };
}
