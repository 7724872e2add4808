/** The times of one request, Unix ms: a client's (sent, arrivals) or the server's (received, sent). */
export interface RequestStamps {
  index: number;
  startMs: number;
  /** One a content event, in order. */
  eventsMs: Float64Array;
}

const HEAD_BYTES = 16;
const EVENT_BYTES = 8;

/**
 * Reads a file of times as every client and the truth server write it: for each request its index
 * and event count (uint32), its start and each event's time (float64), little-endian, unpadded.
 *
 * @throws {RangeError} when the bytes end within a request
 */
export function decodeStamps(bytes: Uint8Array): RequestStamps[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const requests: RequestStamps[] = [];
  for (let at = 0; at < bytes.length;) {
    const count = at + HEAD_BYTES <= bytes.length ? view.getUint32(at + 4, true) : Infinity;
    if (at + HEAD_BYTES + count * EVENT_BYTES > bytes.length) {
      throw new RangeError(`the times end within the request at byte ${at} of ${bytes.length}`);
    }
    const eventsMs = new Float64Array(count);
    for (let event = 0; event < count; event++) {
      eventsMs[event] = view.getFloat64(at + HEAD_BYTES + event * EVENT_BYTES, true);
    }
    requests.push({
      index: view.getUint32(at, true),
      startMs: view.getFloat64(at + 8, true),
      eventsMs,
    });
    at += HEAD_BYTES + count * EVENT_BYTES;
  }
  return requests;
}

/** Writes what {@link decodeStamps} reads. */
export function encodeStamps(requests: readonly RequestStamps[]): Uint8Array<ArrayBuffer> {
  const size = requests.reduce(
    (sum, { eventsMs }) => sum + HEAD_BYTES + eventsMs.length * EVENT_BYTES,
    0,
  );
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { index, startMs, eventsMs } of requests) {
    view.setUint32(at, index, true);
    view.setUint32(at + 4, eventsMs.length, true);
    view.setFloat64(at + 8, startMs, true);
    at += HEAD_BYTES;
    for (const eventMs of eventsMs) {
      view.setFloat64(at, eventMs, true);
      at += EVENT_BYTES;
    }
  }
  return bytes;
}
