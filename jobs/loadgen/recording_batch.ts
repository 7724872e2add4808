import type { Recording } from "../wire/mod.ts";

/**
 * Several recordings in one piece of memory: what a measuring thread hands over at a time. One
 * object with four buffers for each of them cost both threads more than the reading of a short
 * answer did.
 *
 * In this order: {@link NUMBERS} doubles for each recording; stamps of all reads; where
 * `userStamps`, the program's own stamps of all reads; 32-bit ends of all reads; bytes.
 */
export interface RecordingBatch {
  memory: ArrayBuffer;
  recordings: number;
  reads: number;
  userStamps: boolean;
  /** Position in the batch, and what became of it, for those that failed. */
  failures: [number, NonNullable<Recording["failure"]>][];
}

/** Doubles a recording takes beside its stamps; NaN stands for null. */
const NUMBERS = 11;
const FIRST_RECORDINGS = 16;
const FIRST_READS = 4096;
const FIRST_BYTES = 128 * 1024;
/** Larger memory is not kept: it was one long answer's. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/** Collects recordings on the thread that makes them. */
export class RecordingWriter {
  #numbers = new Float64Array(FIRST_RECORDINGS * NUMBERS);
  #stampsMs = new Float64Array(FIRST_READS);
  #userStampsMs: Float64Array<ArrayBuffer> | null = null;
  #ends = new Uint32Array(FIRST_READS);
  #bytes = new Uint8Array(FIRST_BYTES);
  #failures: RecordingBatch["failures"] = [];
  #recordings = 0;
  #reads = 0;
  #used = 0;

  /** Recordings taken in since the last {@link take}. */
  get recordings(): number {
    return this.#recordings;
  }

  /** Bytes of answers taken in since the last {@link take}. */
  get bytes(): number {
    return this.#used;
  }

  /**
   * Copies a recording; its arrays are free to change afterwards.
   * @param byMs added to all its times
   */
  add(recording: Recording, byMs: number): void {
    const { bytes, readStampsMs, userReadStampsMs, readEnds, failure } = recording;
    const reads = readStampsMs.length;
    this.#makeRoom(reads, bytes.length, userReadStampsMs !== null);
    const numbers = this.#numbers;
    const at = this.#recordings * NUMBERS;
    numbers[at] = recording.index;
    numbers[at + 1] = recording.phase === "warmup" ? 0 : 1;
    numbers[at + 2] = recording.scheduledMs + byMs;
    numbers[at + 3] = (recording.sentMs ?? NaN) + byMs;
    numbers[at + 4] = (recording.connectStartMs ?? NaN) + byMs;
    numbers[at + 5] = (recording.connectedMs ?? NaN) + byMs;
    numbers[at + 6] = recording.endMs + byMs;
    numbers[at + 7] = recording.retries;
    numbers[at + 8] = bytes.length;
    numbers[at + 9] = reads;
    numbers[at + 10] = userReadStampsMs === null ? 0 : 1;
    for (let read = 0; read < reads; read++) {
      this.#stampsMs[this.#reads + read] = readStampsMs[read]! + byMs;
    }
    if (userReadStampsMs !== null) {
      for (let read = 0; read < reads; read++) {
        this.#userStampsMs![this.#reads + read] = userReadStampsMs[read]! + byMs;
      }
    }
    this.#ends.set(readEnds, this.#reads);
    this.#bytes.set(bytes, this.#used);
    if (failure !== null) this.#failures.push([this.#recordings, failure]);
    this.#recordings++;
    this.#reads += reads;
    this.#used += bytes.length;
  }

  /** What has been added since the last time, in memory of its own. */
  take(): RecordingBatch {
    const recordings = this.#recordings;
    const reads = this.#reads;
    const userStamps = this.#userStampsMs !== null;
    const views = viewsOf(
      new ArrayBuffer(batchBytes(recordings, reads, userStamps) + this.#used),
      recordings,
      reads,
      userStamps,
    );
    views.numbers.set(this.#numbers.subarray(0, recordings * NUMBERS));
    views.stampsMs.set(this.#stampsMs.subarray(0, reads));
    views.userStampsMs?.set(this.#userStampsMs!.subarray(0, reads));
    views.ends.set(this.#ends.subarray(0, reads));
    views.bytes.set(this.#bytes.subarray(0, this.#used));
    const failures = this.#failures;
    this.#failures = [];
    this.#recordings = 0;
    this.#reads = 0;
    this.#used = 0;
    if (this.#bytes.length > MAX_KEPT_BYTES) this.#bytes = new Uint8Array(FIRST_BYTES);
    return { memory: views.numbers.buffer, recordings, reads, userStamps, failures };
  }

  #makeRoom(reads: number, bytes: number, userStamps: boolean): void {
    if ((this.#recordings + 1) * NUMBERS > this.#numbers.length) {
      this.#numbers = copied(this.#numbers, new Float64Array(this.#numbers.length * 2));
    }
    if (this.#reads + reads > this.#ends.length) {
      const length = Math.max(this.#reads + reads, this.#ends.length * 2);
      this.#stampsMs = copied(this.#stampsMs, new Float64Array(length));
      this.#ends = copied(this.#ends, new Uint32Array(length));
      if (this.#userStampsMs !== null) {
        this.#userStampsMs = copied(this.#userStampsMs, new Float64Array(length));
      }
    }
    if (userStamps) this.#userStampsMs ??= new Float64Array(this.#ends.length);
    if (this.#used + bytes > this.#bytes.length) {
      const length = Math.max(this.#used + bytes, this.#bytes.length * 2);
      this.#bytes = copied(this.#bytes, new Uint8Array(length));
    }
  }
}

/** The recordings of a batch; their arrays are views into its memory. */
export function readRecordings(batch: RecordingBatch): Recording[] {
  const views = viewsOf(batch.memory, batch.recordings, batch.reads, batch.userStamps);
  const { numbers, stampsMs, userStampsMs, ends, bytes } = views;
  const failures = new Map(batch.failures);
  let read = 0;
  let byte = 0;
  return Array.from({ length: batch.recordings }, (_, position) => {
    const at = position * NUMBERS;
    const nextRead = read + numbers[at + 9]!;
    const nextByte = byte + numbers[at + 8]!;
    const recording: Recording = {
      index: numbers[at]!,
      phase: numbers[at + 1] === 0 ? "warmup" : "measured",
      scheduledMs: numbers[at + 2]!,
      sentMs: numberOrNull(numbers[at + 3]!),
      connectStartMs: numberOrNull(numbers[at + 4]!),
      connectedMs: numberOrNull(numbers[at + 5]!),
      endMs: numbers[at + 6]!,
      retries: numbers[at + 7]!,
      bytes: bytes.subarray(byte, nextByte),
      readStampsMs: stampsMs.subarray(read, nextRead),
      userReadStampsMs: numbers[at + 10] === 0 ? null : userStampsMs!.subarray(read, nextRead),
      readEnds: ends.subarray(read, nextRead),
      failure: failures.get(position) ?? null,
    };
    read = nextRead;
    byte = nextByte;
    return recording;
  });
}

/** Bytes of a batch before those of its answers. */
function batchBytes(recordings: number, reads: number, userStamps: boolean): number {
  return 8 * recordings * NUMBERS + reads * (8 + (userStamps ? 8 : 0) + 4);
}

function viewsOf(memory: ArrayBuffer, recordings: number, reads: number, userStamps: boolean) {
  const numbers = new Float64Array(memory, 0, recordings * NUMBERS);
  const stampsMs = new Float64Array(memory, numbers.byteLength, reads);
  const userAt = stampsMs.byteOffset + stampsMs.byteLength;
  const userStampsMs = userStamps ? new Float64Array(memory, userAt, reads) : null;
  const ends = new Uint32Array(memory, userAt + (userStampsMs?.byteLength ?? 0), reads);
  const bytes = new Uint8Array(memory, ends.byteOffset + ends.byteLength);
  return { numbers, stampsMs, userStampsMs, ends, bytes };
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function copied<Numbers extends Float64Array | Uint32Array | Uint8Array>(
  from: Numbers,
  to: Numbers,
): Numbers {
  to.set(from);
  return to;
}
