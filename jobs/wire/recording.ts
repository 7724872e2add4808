import type { FailureKind, FailurePhase } from "../samples/mod.ts";

/**
 * One request as the measuring thread leaves it: raw bytes and stamps, nothing decoded. Plain data,
 * so that it can be handed to another thread. Times are ms on the measuring thread's clock.
 */
export interface Recording {
  index: number;
  phase: "warmup" | "measured";
  scheduledMs: number;
  sentMs: number | null;
  connectStartMs: number | null;
  connectedMs: number | null;
  endMs: number;
  retries: number;
  /** Everything the connection delivered, head included. */
  bytes: Uint8Array<ArrayBuffer>;
  /** When each network read arrived: the kernel's stamp where there is one, else its return. */
  readStampsMs: Float64Array<ArrayBuffer>;
  /**
   * When each read returned to this program, where `readStampsMs` are the kernel's: the difference
   * is the client's own delay. Null for transports without kernel stamps.
   */
  userReadStampsMs: Float64Array<ArrayBuffer> | null;
  /** How many bytes there were after each read; same length. */
  readEnds: Uint32Array<ArrayBuffer>;
  failure: { kind: FailureKind; phase: FailurePhase; message: string } | null;
}

/**
 * Gives the memory of recordings back at once; their bytes and stamps are gone, and those of any
 * that were handed over with them. The collector would do so in the end, but it goes by what lies
 * on its own heap, which is little, and lets hundreds of megabytes of such buffers pile up.
 */
export function releaseRecordings(recordings: readonly Recording[]): void {
  for (const { bytes, readStampsMs, readEnds, userReadStampsMs } of recordings) {
    for (const array of [bytes, readStampsMs, readEnds, userReadStampsMs]) {
      // They may share one piece of memory.
      if (array !== null && !array.buffer.detached) array.buffer.transfer(0);
    }
  }
}
