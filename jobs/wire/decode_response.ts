import type { Recording } from "./recording.ts";
import { ResponseFraming } from "./response_framing.ts";
import type { ResponseHead } from "./response_head.ts";
import { WireFailure } from "./wire_failure.ts";

/** A recorded response taken apart: head, body, and when each byte of the body arrived. */
export interface DecodedResponse {
  /** Null when the answer's head never became complete. */
  head: ResponseHead | null;
  /** The body without its transfer framing, as far as it came. */
  body: Uint8Array;
  /** Arrival (ms, the recording's clock) of the read that delivered the body's byte `end - 1`. */
  arrivalMs(end: number): number;
}

/**
 * Decodes a recording after the fact, with the parser that framed it while it was measured.
 */
export function decodeResponse(
  recording: Pick<Recording, "bytes" | "readStampsMs" | "readEnds">,
): DecodedResponse {
  const spans: { rawFrom: number; bodyFrom: number }[] = [];
  const parts: Uint8Array[] = [];
  let length = 0;
  const framing = new ResponseFraming((from, to) => {
    spans.push({ rawFrom: from, bodyFrom: length });
    parts.push(recording.bytes.subarray(from, to));
    length += to - from;
  });
  try {
    framing.advance(recording.bytes, recording.bytes.length);
  } catch (error) {
    // The measuring thread met the same failure and noted it; what came before it still counts.
    if (!(error instanceof WireFailure)) throw error;
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return {
    head: framing.head,
    body,
    arrivalMs(end) {
      const span = spans[lastAtMost(spans.length, (i) => spans[i]!.bodyFrom <= end - 1)]!;
      const rawEnd = span.rawFrom + (end - span.bodyFrom);
      const read = lastAtMost(
        recording.readEnds.length,
        (i) => i === 0 || recording.readEnds[i - 1]! < rawEnd,
      );
      return recording.readStampsMs[read]!;
    },
  };
}

/** The largest index below `length` for which `holds` is true; it holds for 0 and is monotone. */
function lastAtMost(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
