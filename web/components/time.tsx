import { formatInstant } from "../format/figures.ts";

/** An instant, readable by people and machines. */
export function Time({ at }: { at: string }) {
  return <time datetime={at}>{formatInstant(at)}</time>;
}
