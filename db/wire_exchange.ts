/**
 * The part of the Postgres wire protocol in which PGlite differs from a server: after an error in
 * the extended protocol it says `ReadyForQuery` at once, and again at the `Sync`. A driver that
 * pipelines counts those answers and would give each later query its neighbour's result.
 *
 * The protocol's rule (PostgreSQL manual, "Message Flow") is one `ReadyForQuery` for each `Sync`,
 * simple `Query` and start-up packet, as the last message of its answer. So requests are cut behind
 * those, and of each piece's answer only a `ReadyForQuery` at its end is kept.
 */
export interface Exchange {
  /** Whole protocol messages. */
  bytes: Uint8Array;
  /** The last of them asks for a `ReadyForQuery`. */
  endsReady: boolean;
}

const SYNC = "S".charCodeAt(0);
const QUERY = "Q".charCodeAt(0);
const READY_FOR_QUERY = "Z".charCodeAt(0);
/** Only the start-up packet has no type byte: it begins with its length, below 2^24. */
const STARTUP = 0;

/**
 * Cuts a driver's bytes behind each message that asks for a `ReadyForQuery`.
 *
 * @param bytes whole protocol messages
 * @throws {RangeError} when the last message is not complete
 */
export function splitExchanges(bytes: Uint8Array): Exchange[] {
  if (bytes[0] === STARTUP) return [{ bytes, endsReady: true }];
  const exchanges: Exchange[] = [];
  let start = 0;
  for (const { type, end } of messages(bytes)) {
    if (type !== SYNC && type !== QUERY) continue;
    exchanges.push({ bytes: bytes.subarray(start, end), endsReady: true });
    start = end;
  }
  if (start < bytes.length) exchanges.push({ bytes: bytes.subarray(start), endsReady: false });
  return exchanges;
}

/**
 * Leaves out each `ReadyForQuery` of an answer that a server would not have sent.
 *
 * @param answer whole protocol messages
 * @param endsReady {@link Exchange.endsReady} of the request
 */
export function keepLastReady(answer: Uint8Array, endsReady: boolean): Uint8Array<ArrayBuffer> {
  const kept: Uint8Array[] = [];
  for (const { type, start, end } of messages(answer)) {
    const isLast = end === answer.length;
    if (type !== READY_FOR_QUERY || (endsReady && isLast)) kept.push(answer.subarray(start, end));
  }
  return concat(kept);
}

/** Joins byte arrays into one. */
export function concat(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** A message is its type, then its length as int32 (which counts itself, not the type). */
function* messages(bytes: Uint8Array): Generator<{ type: number; start: number; end: number }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start < bytes.length;) {
    const end = start + 5 <= bytes.length ? start + 1 + view.getInt32(start + 1) : Infinity;
    if (end > bytes.length || end < start + 5) {
      throw new RangeError(`protocol message at byte ${start} of ${bytes.length} is not complete`);
    }
    yield { type: view.getUint8(start), start, end };
    start = end;
  }
}
