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

/** The buffers of a recording, for `postMessage`'s transfer list. */
export function transferables(recording: Recording): ArrayBuffer[] {
  const { bytes, readStampsMs, readEnds, userReadStampsMs } = recording;
  const buffers = [bytes.buffer, readStampsMs.buffer, readEnds.buffer];
  if (userReadStampsMs !== null) buffers.push(userReadStampsMs.buffer);
  return buffers;
}

/**
 * Gives the memory of a recording back at once; its bytes and stamps are gone. The collector would
 * do so in the end, but it goes by what lies on its own heap, which is little, and lets hundreds of
 * megabytes of such buffers pile up.
 */
export function releaseRecording(recording: Recording): void {
  for (const buffer of transferables(recording)) buffer.transfer(0);
}
