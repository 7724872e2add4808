import { packArrivals, packCounts, unpackArrivals, unpackCounts } from "./packing.ts";
import type { Sample, TokenCounts } from "./sample.ts";
import type { Failure } from "./failure.ts";

/**
 * The same sample in half the memory, for keeping thousands: arrivals and their token counts are
 * held packed, about 5 bytes an event, and are unpacked anew each time they are read. Exact for
 * samples that `roundSample` made.
 *
 * @throws {RangeError} for an arrival before the request left, or over 71 minutes after it
 */
export function compactSample(sample: Sample): Sample {
  return new CompactSample(sample);
}

class CompactSample implements Sample {
  readonly index: number;
  readonly phase: Sample["phase"];
  readonly scheduledMs: number;
  readonly sentMs: number | null;
  readonly connectStartMs: number | null;
  readonly connectedMs: number | null;
  readonly firstByteMs: number | null;
  readonly firstEventMs: number | null;
  readonly firstReasoningMs: number | null;
  readonly firstContentMs: number | null;
  readonly lastContentMs: number | null;
  readonly endMs: number;
  readonly tokens: TokenCounts;
  readonly finishReason: string | null;
  readonly reads: number;
  readonly bytesReceived: number;
  readonly retries: number;
  readonly failure: Failure | null;
  readonly #packed: Uint8Array;
  readonly #arrivalBytes: number;

  constructor(sample: Sample) {
    this.index = sample.index;
    this.phase = sample.phase;
    this.scheduledMs = sample.scheduledMs;
    this.sentMs = sample.sentMs;
    this.connectStartMs = sample.connectStartMs;
    this.connectedMs = sample.connectedMs;
    this.firstByteMs = sample.firstByteMs;
    this.firstEventMs = sample.firstEventMs;
    this.firstReasoningMs = sample.firstReasoningMs;
    this.firstContentMs = sample.firstContentMs;
    this.lastContentMs = sample.lastContentMs;
    this.endMs = sample.endMs;
    this.tokens = sample.tokens;
    this.finishReason = sample.finishReason;
    this.reads = sample.reads;
    this.bytesReceived = sample.bytesReceived;
    this.retries = sample.retries;
    this.failure = sample.failure;
    const arrivals = packArrivals(sample.arrivalsMs, sample.sentMs ?? 0);
    const counts = packCounts(sample.tokensPerEvent);
    this.#arrivalBytes = arrivals.length;
    this.#packed = new Uint8Array(arrivals.length + counts.length);
    this.#packed.set(arrivals);
    this.#packed.set(counts, arrivals.length);
  }

  get arrivalsMs(): Float64Array {
    return unpackArrivals(this.#packed.subarray(0, this.#arrivalBytes), this.sentMs ?? 0);
  }

  get tokensPerEvent(): Uint32Array {
    return unpackCounts(this.#packed.subarray(this.#arrivalBytes));
  }
}
