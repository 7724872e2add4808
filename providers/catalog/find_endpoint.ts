import { editDistance } from "./edit_distance.ts";
import type { Endpoint } from "./endpoint.ts";
import { nearestNames } from "./nearest_names.ts";

/**
 * The endpoint with this id.
 *
 * @throws {RangeError} when there is none; the message names the nearest ids
 */
export function findEndpoint(endpoints: readonly Endpoint[], id: string): Endpoint {
  const found = endpoints.find((endpoint) => endpoint.id === id);
  if (found !== undefined) return found;
  const nearest = nearestNames(endpoints.map(({ id }) => id), id, distanceTo);
  const shown = id.length > 100 ? `${id.slice(0, 100)}…` : id;
  throw new RangeError(
    nearest.length === 0
      ? `unknown endpoint "${shown}": the catalog is empty`
      : `unknown endpoint "${shown}": did you mean ${nearest.join(", ")}?`,
  );
}

/** People often give the model alone (`gpt-4o-mini`), so the part after the slash counts as well. */
function distanceTo(id: string, wanted: string): number {
  const slug = id.slice(id.indexOf("/") + 1);
  return Math.min(editDistance(id, wanted), editDistance(slug, wanted));
}
