import { DRAWS, seededRandom } from "./random.ts";

/** A fault to play, and when. */
export interface FaultRule {
  /** A name in `FAULTS`. */
  name: string;
  /** Share of requests it hits, 0 to 1; 1 when absent. */
  rate?: number;
  /** Numbers of the requests it hits, from 0 in order of arrival; replaces `rate`. */
  requests?: readonly number[];
}

/** The fault that hits a request: the first rule that says so. Pure. */
export function chooseFault(
  rules: readonly FaultRule[],
  seed: number,
  requestNumber: number,
): string | null {
  const random = seededRandom(seed, requestNumber, DRAWS.fault);
  for (const rule of rules) {
    const draw = random();
    const hit = rule.requests === undefined
      ? draw < (rule.rate ?? 1)
      : rule.requests.includes(requestNumber);
    if (hit) return rule.name;
  }
  return null;
}
