import type { Recording } from "./recording.ts";
import { ResponseFraming } from "./response_framing.ts";
import { WireFailure } from "./wire_failure.ts";

/** Room for 240 events of the usual size; a thousand slots of them are 64 MB. */
const INITIAL_BYTES = 64 * 1024;
const INITIAL_READS = 1024;
/** A longer buffer is not kept for the next response, which will hardly be as long. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/**
 * What one connection slot records while a response is being timed: the bytes as they came, and for
 * each network read the time it returned and how far the bytes reached then. Allocated once a slot
 * and reused; nothing is decoded here.
 */
export class ResponseTape {
  bytes = new Uint8Array(INITIAL_BYTES);
  used = 0;
  /** When each read arrived: when it returned, or when the kernel got it where that is known. */
  stampsMs = new Float64Array(INITIAL_READS);
  /**
   * When each read returned, beside the kernel's stamps in `stampsMs`: the difference is this
   * client's own error. Null for transports without kernel stamps.
   */
  userStampsMs: Float64Array<ArrayBuffer> | null = null;
  ends = new Uint32Array(INITIAL_READS);
  reads = 0;
  readonly framing = new ResponseFraming();

  /** @param maxBytes a response beyond this is given up as `overflow` */
  constructor(private readonly maxBytes: number) {}

  reset(): void {
    if (this.bytes.length > MAX_KEPT_BYTES) {
      // Given back at once: the collector is in no hurry about memory outside its heap.
      this.bytes.buffer.transfer(0);
      this.bytes = new Uint8Array(INITIAL_BYTES);
    }
    this.used = 0;
    this.reads = 0;
    this.framing.reset();
  }

  /** From now on a second stamp is kept for each read. */
  keepUserStamps(): void {
    this.userStampsMs ??= new Float64Array(this.stampsMs.length);
  }

  /** What has been recorded; good until the next {@link reset}. */
  recorded(): Pick<Recording, "bytes" | "readStampsMs" | "readEnds" | "userReadStampsMs"> {
    return {
      bytes: this.bytes.subarray(0, this.used),
      readStampsMs: this.stampsMs.subarray(0, this.reads),
      readEnds: this.ends.subarray(0, this.reads),
      userReadStampsMs: this.userStampsMs?.subarray(0, this.reads) ?? null,
    };
  }

  /** Free space to read into, `atLeast` bytes of it. */
  space(atLeast = 1): Uint8Array<ArrayBuffer> {
    this.makeSpace(atLeast);
    return this.bytes.subarray(this.used);
  }

  /** Sees to it that `atLeast` bytes can be read behind `used`; may replace `bytes`. */
  makeSpace(atLeast = 1): void {
    if (this.bytes.length - this.used >= atLeast) return;
    // Beyond the limit there is only the read that breaks it.
    const length = Math.min(this.bytes.length * 2, this.maxBytes + INITIAL_BYTES);
    this.bytes = new Uint8Array(
      this.bytes.buffer.transfer(Math.max(length, this.used + atLeast)),
    );
  }

  /**
   * Notes one read of `count` bytes into {@link space} that arrived at `stampMs`.
   * @param userStampMs when it returned; needed after {@link keepUserStamps}
   * @throws {WireFailure} when the bytes cannot be a response, or are too many
   */
  note(count: number, stampMs: number, userStampMs = stampMs): void {
    if (this.reads === this.stampsMs.length) this.#growReads();
    this.used += count;
    this.stampsMs[this.reads] = stampMs;
    if (this.userStampsMs !== null) this.userStampsMs[this.reads] = userStampMs;
    this.ends[this.reads] = this.used;
    this.reads++;
    this.framing.advance(this.bytes, this.used);
    if (this.used > this.maxBytes && !this.framing.complete) {
      throw new WireFailure("overflow", "body", `the answer is longer than ${this.maxBytes} bytes`);
    }
  }

  #growReads(): void {
    this.stampsMs = twiceAsLong(this.stampsMs);
    if (this.userStampsMs !== null) this.userStampsMs = twiceAsLong(this.userStampsMs);
    const ends = new Uint32Array(this.ends.length * 2);
    ends.set(this.ends);
    this.ends = ends;
  }
}

function twiceAsLong(stampsMs: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(stampsMs.length * 2);
  longer.set(stampsMs);
  return longer;
}
