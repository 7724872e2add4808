import type { EncodedRequest, RenewedRequest } from "./load_types.ts";

/** Gives those of the renewed requests that still wait their new bytes; the others have left. */
export function renewWaiting(
  waiting: Iterable<EncodedRequest>,
  renewed: readonly RenewedRequest[],
): void {
  const bytes = new Map(renewed.map((request) => [request.index, request.bytes]));
  for (const request of waiting) request.bytes = bytes.get(request.index) ?? request.bytes;
}
