import { isKept } from "./summarize.ts";
import type { Window } from "./window.ts";

/** How often each client is measured under each load. */
export interface Rounds {
  /** Good windows wanted. */
  rounds: number;
  /** Further windows allowed in place of thrown-away ones. */
  repeats: number;
  keepDisturbed: boolean;
}

/** An error of this size, P99, is not an accident: the client cannot carry the load. */
const HOPELESS_P99_MS = 1000;

/**
 * Measures all clients under one load, in rounds: each round takes every client once, beginning
 * with another one each time, so that whatever changes on the machine meets all of them alike. A
 * disturbed window is taken again in a later round. A client that cannot carry the load is measured
 * once only.
 */
export async function runRounds(
  clients: readonly string[],
  { rounds, repeats, keepDisturbed }: Rounds,
  measure: (client: string, round: number) => Promise<Window>,
): Promise<Window[]> {
  const windows: Window[] = [];
  const wants = (client: string) => {
    const own = windows.filter((window) => window.client === client);
    if (own.some((window) => isHopeless(window, keepDisturbed))) return false;
    return own.filter((window) => isKept(window, keepDisturbed)).length < rounds;
  };
  for (let round = 0; round < rounds + repeats; round++) {
    const turn = round % clients.length;
    for (const client of [...clients.slice(turn), ...clients.slice(0, turn)]) {
      if (wants(client)) windows.push(await measure(client, round));
    }
  }
  return windows;
}

function isHopeless(window: Window, keepDisturbed: boolean): boolean {
  if (window.failure !== null) return true;
  return isKept(window, keepDisturbed) &&
    (window.figures!.eventErrorP99Ms ?? 0) > HOPELESS_P99_MS;
}
