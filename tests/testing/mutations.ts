import fc from "fast-check";
import { concat } from "./encode_events.ts";

/** A change to bytes. Places are shares of the length, so that one fits any length. */
export type Mutation =
  | { kind: "flip"; at: number; bits: number }
  | { kind: "cut"; from: number; length: number }
  | { kind: "repeat"; from: number; length: number; times: number }
  | { kind: "insert"; at: number; bytes: Uint8Array }
  | { kind: "swap"; from: number; middle: number; to: number }
  | { kind: "end"; at: number };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const length = fc.oneof(fc.nat(4), fc.nat(400));

/** What readers of streams stumble over. */
const AWKWARD = [
  ...[
    "\n",
    "\r",
    "\r\n\r\n",
    "\n\n",
    "\0",
    "\ufeff",
    "data:",
    "data: [DONE]\n\n",
    "event: error\n",
  ],
  ...[
    ": ping\n\n",
    "0\r\n\r\n",
    "ffffffffff\r\n",
    "null",
    "{}",
    "[",
    '"',
    "\\u0000",
    "1e999",
    "-1",
  ],
  ...['"__proto__":', '{"error":{"message":"x"}}\n', '"content":null', "HTTP/1.1 200 OK\r\n\r\n"],
].map((text) => new TextEncoder().encode(text));

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({
    kind: fc.constant("flip" as const),
    at: share,
    bits: fc.integer({ min: 1, max: 255 }),
  }),
  fc.record({ kind: fc.constant("cut" as const), from: share, length }),
  fc.record({
    kind: fc.constant("repeat" as const),
    from: share,
    length,
    times: fc.oneof(fc.constant(2), fc.integer({ min: 3, max: 300 })),
  }),
  fc.record({
    kind: fc.constant("insert" as const),
    at: share,
    bytes: fc.oneof(fc.constantFrom(...AWKWARD), fc.uint8Array({ minLength: 1, maxLength: 8 })),
  }),
  fc.record({ kind: fc.constant("swap" as const), from: share, middle: share, to: share }),
  fc.record({ kind: fc.constant("end" as const), at: share }),
);

/** The bytes after the change. */
export function mutate(bytes: Uint8Array<ArrayBuffer>, change: Mutation): Uint8Array<ArrayBuffer> {
  const place = (share: number) => Math.min(bytes.length, Math.floor(share * (bytes.length + 1)));
  switch (change.kind) {
    case "flip": {
      if (bytes.length === 0) return bytes;
      const flipped = bytes.slice();
      flipped[Math.min(place(change.at), bytes.length - 1)]! ^= change.bits;
      return flipped;
    }
    case "cut": {
      const from = place(change.from);
      return concat([bytes.subarray(0, from), bytes.subarray(from + change.length)]);
    }
    case "repeat": {
      const from = place(change.from);
      const end = Math.min(bytes.length, from + change.length);
      const again = Array<Uint8Array>(change.times).fill(bytes.subarray(from, end));
      return concat([bytes.subarray(0, from), ...again, bytes.subarray(end)]);
    }
    case "insert": {
      const at = place(change.at);
      return concat([bytes.subarray(0, at), change.bytes, bytes.subarray(at)]);
    }
    case "swap": {
      const [from, middle, to] = [change.from, change.middle, change.to].map(place)
        .sort((a, b) => a - b) as [number, number, number];
      return concat([
        bytes.subarray(0, from),
        bytes.subarray(middle, to),
        bytes.subarray(from, middle),
        bytes.subarray(to),
      ]);
    }
    case "end":
      return bytes.slice(0, place(change.at));
  }
}
