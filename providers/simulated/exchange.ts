import type { Socket } from "node:net";
import type { Clock } from "./clock.ts";
import type { Scheduler, Timed } from "./scheduler.ts";
import { bytesOf, type CompiledScript } from "./script.ts";
import type { TruthLog } from "./truth_log.ts";
import type { TruthRecord } from "./truth_record.ts";

/** A repetition is left out while this much waits to be taken by the client, bytes. */
const MAX_WAITING_BYTES = 1 << 20;

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
    const bytes = this.#bytesOf(index);
    const nowMs = this.deps.clock();
    this.socket.write(bytes);
    if (record !== null) {
      record.sent(script.eventEnds[index]!, nowMs);
      if (this.socket.writableLength > 0) record.delayedWrites++;
    }
    if (script.atMs[index]! > 0) this.deps.truth.addLateness(nowMs - this.dueMs);
    this.#next();
  }

  #bytesOf(write: number): Uint8Array {
    const { script } = this;
    const late = script.lateBytes.get(write);
    if (late !== undefined) return bytesOf(late());
    const start = write === 0 ? 0 : script.byteEnds[write - 1]!;
    return script.bytes.subarray(start, script.byteEnds[write]!);
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
    if (ending === "repeat") return this.#repeat();
    this.#over = true;
    if (this.record !== null) this.record.endMs = this.deps.clock();
    if (ending === "reset") this.socket.resetAndDestroy();
    else if (ending === "close") this.socket.end();
    else {
      // Before the connection's own reader, which finds it closed then and serves nothing.
      if (ending === "close-at-next") {
        this.socket.prependOnceListener("data", () => this.socket.destroy());
      }
      this.onEnd();
    }
  }

  #repeat(): void {
    // A client that does not read must not fill this process's memory.
    if (this.socket.writableLength < MAX_WAITING_BYTES) {
      this.socket.write(this.#bytesOf(this.script.atMs.length - 1));
    }
    this.dueMs = Math.max(this.deps.clock(), this.dueMs) + this.script.repeatMs;
    this.deps.scheduler.add(this);
  }
}
