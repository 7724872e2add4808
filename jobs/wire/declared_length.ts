import { WireFailure } from "./wire_failure.ts";

/** A length beyond this is an attack or a fault; no response is measured that long. */
const MAX_DECLARED_BYTES = 2 ** 40;

/**
 * The size on a chunk's size line `bytes[from, to)`; an extension may follow it (RFC 9112, 7.1).
 * @throws {WireFailure} kind `malformed` or `overflow`
 */
export function parseChunkSize(bytes: Uint8Array, from: number, to: number): number {
  let size = 0;
  let digits = 0;
  for (let at = from; at < to; at++) {
    const digit = hexDigit(bytes[at]!);
    if (digit === -1) {
      // An extension, or padding, may follow the size.
      const byte = bytes[at]!;
      if (digits > 0 && (byte === 59 || byte === 32 || byte === 9)) break;
      throw new WireFailure("malformed", "body", "a chunk's size line is not a hexadecimal number");
    }
    digits++;
    size = size * 16 + digit;
    if (size > MAX_DECLARED_BYTES) {
      throw new WireFailure("overflow", "body", "a chunk claims more than a tebibyte");
    }
  }
  if (digits === 0) {
    throw new WireFailure("malformed", "body", "a chunk's size line is empty");
  }
  return size;
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/**
 * The length in a `content-length` field.
 * @throws {WireFailure} kind `malformed` or `overflow`
 */
export function parseContentLength(value: string): number {
  // Equal repetitions are one length (RFC 9112, 6.3); different ones are an error.
  const lengths = new Set(value.split(",").map((part) => part.trim()));
  const [length] = lengths;
  if (lengths.size !== 1 || !/^\d{1,15}$/.test(length!)) {
    throw new WireFailure(
      "malformed",
      "headers",
      `the answer's content-length is not one number: ${JSON.stringify(value.slice(0, 60))}`,
    );
  }
  if (Number(length) > MAX_DECLARED_BYTES) {
    throw new WireFailure("overflow", "headers", "the answer claims more than a tebibyte");
  }
  return Number(length);
}
