import type { TruthPart } from "./truth.ts";
import type { TruthRecord } from "./truth_record.ts";

/** How many of the latest writes the lateness figures speak of. */
const LATENESS_WINDOW = 1 << 16;

/** Keeps the truth of the last requests, in bounded memory. */
export class TruthLog {
  readonly #records = new Map<string, TruthRecord>();
  readonly #lateness = new Float32Array(LATENESS_WINDOW);
  #latenessCount = 0;
  #maxLatenessMs = 0;
  #requestsReceived = 0;
  connectionsAccepted = 0;
  connectionsOpen = 0;

  /** @param capacity requests kept; the oldest are forgotten first */
  constructor(private readonly capacity: number) {}

  /** An id not yet in the log: the wanted one, or that with a number behind it. */
  freeId(wanted: string): string {
    if (!this.#records.has(wanted)) return wanted;
    for (let n = 2;; n++) if (!this.#records.has(`${wanted}#${n}`)) return `${wanted}#${n}`;
  }

  add(record: TruthRecord): void {
    this.#requestsReceived++;
    this.#records.set(record.id, record);
    if (this.#records.size > this.capacity) {
      for (const oldest of this.#records.keys()) {
        this.#records.delete(oldest);
        break;
      }
    }
  }

  addLateness(ms: number): void {
    this.#lateness[this.#latenessCount++ % LATENESS_WINDOW] = ms;
    if (ms > this.#maxLatenessMs) this.#maxLatenessMs = ms;
  }

  clear(): void {
    this.#records.clear();
    this.#latenessCount = 0;
    this.#maxLatenessMs = 0;
    this.#requestsReceived = 0;
  }

  /** @param id only that request; null: all */
  part(id: string | null): TruthPart {
    const records = id === null
      ? [...this.#records.values()]
      : [this.#records.get(id)].filter((record) => record !== undefined);
    return {
      connectionsAccepted: this.connectionsAccepted,
      connectionsOpen: this.connectionsOpen,
      requestsReceived: this.#requestsReceived,
      latenessMs: this.#lateness.slice(0, Math.min(this.#latenessCount, LATENESS_WINDOW)),
      maxLatenessMs: this.#maxLatenessMs,
      requests: records.map((record) => record.toTrueRequest()),
    };
  }
}
