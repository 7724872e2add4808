import type { Socket } from "node:net";
import type { Clock } from "./clock.ts";
import type { Scheduler, Timed } from "./scheduler.ts";
import { bytesOf, type CompiledScript } from "./script.ts";
import type { TruthLog } from "./truth_log.ts";
import type { TruthRecord } from "./truth_record.ts";

/** What an exchange works with. */
export interface ExchangeDeps {
  clock: Clock;
  scheduler: Scheduler;
  truth: TruthLog;
}

/**
 * Plays one response: each write at its due time, stamped immediately before it is handed to the
 * socket. Due times are absolute, so that a late write never makes the next one late.
 */
export class Exchange implements Timed {
  dueMs: number;
  #write = 0;
  #over = false;

  /**
   * @param baseMs clock time the script's offsets count from
   * @param record where the truth goes; null for requests that are not measured
   * @param onEnd called once the script has been played to an ending that leaves work to do
   */
  constructor(
    private readonly deps: ExchangeDeps,
    private readonly socket: Socket,
    private readonly script: CompiledScript,
    private readonly baseMs: number,
    private readonly record: TruthRecord | null,
    private readonly onEnd: () => void,
  ) {
    this.dueMs = baseMs;
  }

  /** Begins: what is due at once leaves before this returns. */
  start(): void {
    const { script } = this;
    const firstAtMs = script.atMs.length > 0 ? script.atMs[0]! : script.endAtMs;
    this.dueMs = this.baseMs + firstAtMs;
    if (firstAtMs <= 0) this.fire();
    else this.deps.scheduler.add(this);
  }

  /** The client is gone: nothing more is sent. */
  abort(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.record !== null) {
      this.record.aborted = true;
      this.record.endMs = this.deps.clock();
    }
  }

  fire(): void {
    if (this.#over) return;
    const { script, record } = this;
    if (this.#write === script.atMs.length) return this.#end();
    const index = this.#write++;
    const late = script.lateBytes.get(index);
    const bytes = late === undefined
      ? script.bytes.subarray(
        index === 0 ? 0 : script.byteEnds[index - 1]!,
        script.byteEnds[index]!,
      )
      : bytesOf(late());
    const nowMs = this.deps.clock();
    this.socket.write(bytes);
    if (record !== null) {
      record.sent(script.eventEnds[index]!, nowMs);
      if (this.socket.writableLength > 0) record.delayedWrites++;
    }
    if (script.atMs[index]! > 0) this.deps.truth.addLateness(nowMs - this.dueMs);
    this.#next();
  }

  #next(): void {
    const { script } = this;
    const finished = this.#write === script.atMs.length;
    const atMs = finished ? script.endAtMs : script.atMs[this.#write]!;
    this.dueMs = this.baseMs + atMs;
    if (finished && this.dueMs <= this.deps.clock()) this.#end();
    else this.deps.scheduler.add(this);
  }

  #end(): void {
    const { ending } = this.script;
    if (ending === "hang") return;
    this.#over = true;
    if (this.record !== null) this.record.endMs = this.deps.clock();
    if (ending === "reset") this.socket.resetAndDestroy();
    else if (ending === "close") this.socket.end();
    else this.onEnd();
  }
}
