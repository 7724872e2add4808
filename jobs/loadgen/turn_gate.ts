import type { EncodedRequest } from "./load_types.ts";

type Request = Pick<EncodedRequest, "index" | "turn">;

/**
 * When turns of conversations may leave: once the turn before has ended, whatever came of it, and
 * the time to think has passed since. Requests that follow none may leave at any time.
 *
 * Times are ms of whatever clock the loop goes by.
 */
export class TurnGate {
  /** When turns ended that another one follows, by their index. */
  readonly #endedMs = new Map<number, number>();

  /** -Infinity when nothing holds the request back, Infinity while the turn before has not ended. */
  opensMs({ turn }: Request): number {
    if (turn === undefined || turn.follows === null) return -Infinity;
    const endedMs = this.#endedMs.get(turn.follows);
    return endedMs === undefined ? Infinity : endedMs + turn.thinkMs;
  }

  /** The request has been answered, or has failed. */
  ended({ index, turn }: Request, endMs: number): void {
    if (turn === undefined) return;
    if (turn.follows !== null) this.#endedMs.delete(turn.follows);
    if (turn.followed) this.#endedMs.set(index, endMs);
  }
}
