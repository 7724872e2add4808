/**
 * Arrival times as `samples.arrivals_us` packs them: little-endian uint32, microseconds since
 * `sent_ms`.
 *
 * @returns ms since the run's start
 */
export function unpackArrivals(packed: Uint8Array, sentMs: number | null): number[] {
  if (sentMs === null) return [];
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return Array.from(
    { length: Math.floor(packed.byteLength / 4) },
    (_, i) => sentMs + view.getUint32(4 * i, true) / 1000,
  );
}

/** Token counts as `samples.event_tokens` packs them: unsigned LEB128 varints. */
export function unpackEventTokens(packed: Uint8Array): number[] {
  const counts: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of packed) {
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) {
      counts.push(value);
      value = 0;
      scale = 1;
    }
  }
  return counts;
}
