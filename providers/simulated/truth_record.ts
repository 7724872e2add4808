import { type CompiledScript, EVENT_SORTS } from "./script.ts";
import { toMicros, type TrueEvent, type TrueRequest } from "./truth.ts";

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
