import { editDistance } from "./edit_distance.ts";

/** Names suggested at most. */
const MAX_SUGGESTIONS = 3;

/**
 * The names most like the one that was given, best first; equally like ones by letter.
 *
 * @param distance how unlike a name is; by default the edit distance, case aside
 */
export function nearestNames(
  names: readonly string[],
  wanted: string,
  distance: (name: string, wanted: string) => number = editDistance,
): string[] {
  const lower = wanted.toLowerCase();
  return names.map((name) => ({ name, away: distance(name, lower) }))
    .sort((a, b) => a.away - b.away || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name);
}
