import { type CompiledScript, EVENT_SORTS, type EventSort } from "./script.ts";

/** The truth about one event: when it was due and when it left. */
export interface TrueEvent {
  /** Taken immediately before the write; null when it was never sent. */
  sent_ms: number | null;
  planned_ms: number;
  sort: EventSort;
  tokens: number;
}

/** The truth about one request. All times are ms on the document's clock. */
export interface TrueRequest {
  id: string;
  /** Order of arrival at the provider, from 0; the plan is made from it. */
  number: number;
  /** The `x-lapboard-index` header; null when there was none. */
  index: string | null;
  /** The request's last byte was read. */
  received_ms: number;
  /** The response's first byte was about to be written; null when it never was. */
  head_sent_ms: number | null;
  events: TrueEvent[];
  /** The response was over, or the connection lost; null while it goes on. */
  end_ms: number | null;
  /** HTTP status sent; null when no status line was. */
  status: number | null;
  /** Name of the fault played; null when none. */
  fault: string | null;
  /** The client went away before the response was over. */
  aborted: boolean;
  /**
   * Writes that the kernel did not take at once because the client did not read: their true send
   * time is later than `sent_ms`.
   */
  delayed_writes: number;
  /** Tokens of the text events that were sent. */
  output_tokens: number;
  /** Own tokenizer's count of the prompt; null when not counted (yet). */
  prompt_tokens: number | null;
}

/** Distribution of how late the server sent what it had planned, ms. Null when nothing was sent. */
export interface Lateness {
  n: number;
  p50: number | null;
  p99: number | null;
  max: number | null;
}

/** What `GET /truth` answers. */
export interface TruthDocument {
  /** Unix time of the clock's zero, ms. */
  clock_origin_unix_ms: number;
  server: {
    profile: string;
    seed: number;
    workers: number;
    connections_accepted: number;
    connections_open: number;
    requests_received: number;
    lateness_ms: Lateness;
  };
  requests: Record<string, TrueRequest>;
}

/** One thread's share of a {@link TruthDocument}. */
export interface TruthPart {
  connectionsAccepted: number;
  connectionsOpen: number;
  requestsReceived: number;
  latenessMs: Float32Array;
  maxLatenessMs: number;
  requests: TrueRequest[];
}

/** What is known of a request when its answer begins. */
export interface TruthRecordInput {
  id: string;
  requestNumber: number;
  index: string | null;
  receivedMs: number;
  fault: string | null;
  script: CompiledScript;
  /** The clock time the script's offsets count from. */
  baseMs: number;
}

/** The record of one request while it is served and after. */
export class TruthRecord {
  headSentMs: number | null = null;
  endMs: number | null = null;
  aborted = false;
  delayedWrites = 0;
  promptTokens: number | null = null;
  readonly #about: Omit<TruthRecordInput, "script" | "baseMs"> & { status: number | null };
  readonly #sorts: Uint8Array;
  readonly #tokens: Uint32Array;
  readonly #plannedMs: Float64Array;
  readonly #sentMs: Float64Array;
  #eventsSent = 0;

  constructor({ script, baseMs, ...about }: TruthRecordInput) {
    // The script itself is not kept: its bytes are a hundred times what the truth needs.
    this.#about = { ...about, status: script.status };
    this.#sorts = script.sorts;
    this.#tokens = script.tokens;
    this.#plannedMs = new Float64Array(script.sorts.length);
    this.#sentMs = new Float64Array(script.sorts.length);
    let event = 0;
    script.eventEnds.forEach((end, write) => {
      while (event < end) this.#plannedMs[event++] = baseMs + script.atMs[write]!;
    });
  }

  get id(): string {
    return this.#about.id;
  }

  /** Notes that all events up to `eventEnd` leave now. */
  sent(eventEnd: number, nowMs: number): void {
    this.headSentMs ??= nowMs;
    while (this.#eventsSent < eventEnd) this.#sentMs[this.#eventsSent++] = nowMs;
  }

  toTrueRequest(): TrueRequest {
    const events: TrueEvent[] = [];
    let outputTokens = 0;
    for (let i = 0; i < this.#sorts.length; i++) {
      const sent = i < this.#eventsSent;
      if (sent) outputTokens += this.#tokens[i]!;
      events.push({
        sent_ms: sent ? toMicros(this.#sentMs[i]!) : null,
        planned_ms: toMicros(this.#plannedMs[i]!),
        sort: EVENT_SORTS[this.#sorts[i]!]!,
        tokens: this.#tokens[i]!,
      });
    }
    const about = this.#about;
    return {
      id: about.id,
      number: about.requestNumber,
      index: about.index,
      received_ms: toMicros(about.receivedMs),
      head_sent_ms: this.headSentMs === null ? null : toMicros(this.headSentMs),
      events,
      end_ms: this.endMs === null ? null : toMicros(this.endMs),
      status: about.status,
      fault: about.fault,
      aborted: this.aborted,
      delayed_writes: this.delayedWrites,
      output_tokens: outputTokens,
      prompt_tokens: this.promptTokens,
    };
  }
}

/** Rounds to a microsecond: finer digits are noise of the clock. */
function toMicros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

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

/** Puts the shares of all threads together. */
export function mergeTruth(
  parts: readonly TruthPart[],
  about: { clockOriginUnixMs: number; profile: string; seed: number },
): TruthDocument {
  const sum = (of: (part: TruthPart) => number) => parts.reduce((total, p) => total + of(p), 0);
  const n = sum((part) => part.latenessMs.length);
  const lateness = new Float32Array(n);
  let at = 0;
  for (const part of parts) {
    lateness.set(part.latenessMs, at);
    at += part.latenessMs.length;
  }
  lateness.sort();
  const quantile = (q: number) => n === 0 ? null : toMicros(lateness[Math.floor(q * (n - 1))]!);
  const requests = parts.flatMap((part) => part.requests).sort((a, b) => a.number - b.number);
  return {
    clock_origin_unix_ms: about.clockOriginUnixMs,
    server: {
      profile: about.profile,
      seed: about.seed,
      workers: parts.length,
      connections_accepted: sum((part) => part.connectionsAccepted),
      connections_open: sum((part) => part.connectionsOpen),
      requests_received: sum((part) => part.requestsReceived),
      lateness_ms: {
        n,
        p50: quantile(0.5),
        p99: quantile(0.99),
        max: n === 0 ? null : toMicros(Math.max(...parts.map((part) => part.maxLatenessMs))),
      },
    },
    requests: Object.fromEntries(requests.map((request) => [request.id, request])),
  };
}
