import { roundMs } from "./round_sample.ts";

/**
 * How the arrivals of one response are kept: 4 bytes an event instead of a row an event. Rounding
 * to the microsecond loses nothing real, for the clock and the network are coarser.
 */

/**
 * Packs arrival times as little-endian uint32, microseconds since `sentMs`, rounded to nearest.
 *
 * @param arrivalsMs ms since the run's start
 * @param sentMs ms since the run's start
 * @throws {RangeError} for an arrival before `sentMs` or over 71 minutes after it
 */
export function packArrivals(arrivalsMs: Float64Array, sentMs: number): Uint8Array {
  const packed = new DataView(new ArrayBuffer(arrivalsMs.length * 4));
  arrivalsMs.forEach((arrivalMs, i) => {
    const us = Math.round((arrivalMs - sentMs) * 1000);
    if (!(us >= 0 && us <= 0xffff_ffff)) {
      throw new RangeError(
        `arrival ${i} at ${arrivalMs} ms is not within 71 minutes after sent at ${sentMs} ms`,
      );
    }
    packed.setUint32(i * 4, us, true);
  });
  return new Uint8Array(packed.buffer);
}

/**
 * Undoes {@link packArrivals}: to the last bit when all times were whole microseconds, as those of
 * samples are, else to within a microsecond.
 *
 * @throws {RangeError} when the length is not a multiple of 4 bytes
 */
export function unpackArrivals(packed: Uint8Array, sentMs: number): Float64Array {
  if (packed.length % 4 !== 0) {
    throw new RangeError(`packed arrivals are ${packed.length} bytes long, not a multiple of 4`);
  }
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const arrivalsMs = new Float64Array(packed.length / 4);
  for (let i = 0; i < arrivalsMs.length; i++) {
    arrivalsMs[i] = roundMs(sentMs + view.getUint32(i * 4, true) / 1000);
  }
  return arrivalsMs;
}

/** Packs counts as unsigned LEB128: one byte for each count below 128, as nearly all are. */
export function packCounts(counts: Uint32Array): Uint8Array {
  const bytes: number[] = [];
  for (let count of counts) {
    while (count >= 0x80) {
      bytes.push((count & 0x7f) | 0x80);
      count >>>= 7;
    }
    bytes.push(count);
  }
  return Uint8Array.from(bytes);
}

/**
 * Undoes {@link packCounts}.
 *
 * @throws {RangeError} when the last count is cut short or one does not fit 32 bits
 */
export function unpackCounts(packed: Uint8Array): Uint32Array {
  const counts: number[] = [];
  let count = 0;
  let factor = 1;
  for (const byte of packed) {
    count += (byte & 0x7f) * factor;
    if (count > 0xffff_ffff) throw new RangeError("a packed count does not fit 32 bits");
    if (byte >= 0x80) {
      factor *= 0x80;
    } else {
      counts.push(count);
      count = 0;
      factor = 1;
    }
  }
  if (factor !== 1) throw new RangeError("packed counts end in the middle of a count");
  return Uint32Array.from(counts);
}
