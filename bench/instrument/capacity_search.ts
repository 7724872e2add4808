/** What one try at a concurrency said. */
export interface Probe {
  /** `held`: within the error limit; `missed`: not; `unclear`: the machine or the server spoilt it. */
  verdict: "held" | "missed" | "unclear";
  eventsPerS: number;
}

/** What is known before the search. */
export interface Bracket {
  /** Greatest concurrency known to be held, with its events/s. */
  held: { concurrency: number; eventsPerS: number } | null;
  /** Least concurrency above it known to be missed. */
  missed: number | null;
}

/** The most a client carries. */
export interface Capacity {
  /** Null when no load tried was held. */
  held: { concurrency: number; eventsPerS: number } | null;
  /** Least concurrency that was missed; null when none was. */
  missed: number | null;
  /** `client`: found; `search`: it held the most that was tried; `unclear`: tries were spoilt. */
  limitedBy: "client" | "search" | "unclear";
  probes: number;
}

/** Close enough: the answer is good to this factor. */
const PRECISION = 1.15;
const FIRST_CONCURRENCY = 64;

/**
 * Finds the greatest concurrency a client holds: doubles until it misses, then halves the gap on a
 * logarithmic scale until the answer is good to 15 %, in at most `maxProbes` tries.
 */
export async function searchCapacity(
  known: Bracket,
  limits: { maxConcurrency: number; maxProbes: number },
  probe: (concurrency: number) => Promise<Probe>,
): Promise<Capacity> {
  let { held, missed } = known;
  for (let probes = 0;; probes++) {
    if (missed !== null && isClose(held?.concurrency ?? 0, missed)) {
      return { held, missed, limitedBy: "client", probes };
    }
    if (held !== null && held.concurrency >= limits.maxConcurrency) {
      return { held, missed, limitedBy: "search", probes };
    }
    if (probes === limits.maxProbes) {
      return { held, missed, limitedBy: missed === null ? "search" : "client", probes };
    }
    const concurrency = Math.min(limits.maxConcurrency, between(held?.concurrency, missed));
    const { verdict, eventsPerS } = await probe(concurrency);
    if (verdict === "unclear") return { held, missed, limitedBy: "unclear", probes: probes + 1 };
    if (verdict === "held") held = { concurrency, eventsPerS };
    else missed = concurrency;
  }
}

function isClose(held: number, missed: number): boolean {
  return missed - held <= 1 || missed / held < PRECISION;
}

function between(held: number | undefined, missed: number | null): number {
  if (held === undefined) return missed === null ? FIRST_CONCURRENCY : Math.floor(missed / 2);
  return missed === null ? held * 2 : Math.round(Math.sqrt(held * missed));
}
