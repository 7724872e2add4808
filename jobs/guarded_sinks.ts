import { DatabaseError } from "../db/errors.ts";
import type { CheckResult } from "./checks/mod.ts";
import { RescueFile } from "./rescue_file.ts";
import { ResultsDirError } from "./results/mod.ts";
import { runToJson } from "./results/run_json.ts";
import type { RunRecord } from "./run_record.ts";
import type { RunEnd, RunSink } from "./run_sink.ts";
import { type Sample, sampleToJson } from "./samples/mod.ts";

/** A store that has not answered for so long will not, ms. */
const ANSWER_WITHIN_MS = 20_000;

/** How to guard sinks. */
export interface GuardOptions {
  /** Where a rescue file may be written, best first. */
  rescueDirs: readonly string[];
  /** Called once, when storing has failed: measuring on would only lose more. */
  onFailure: () => void;
  /** Longest wait for a sink, ms; default 20 seconds. */
  answerWithinMs?: number;
}

/**
 * All sinks of a run as one that never loses a finished sample: when a sink fails in the middle of
 * a run, what it could not take, and all that still comes, goes to a rescue file instead.
 */
export class GuardedSinks implements RunSink {
  readonly #sinks: readonly RunSink[];
  readonly #options: GuardOptions;
  readonly #broken = new Set<RunSink>();
  #rescue: RescueFile | null = null;
  #error: unknown = null;
  #stored = 0;
  #rescued = 0;
  #lost = 0;

  constructor(sinks: readonly RunSink[], options: GuardOptions) {
    this.#sinks = sinks;
    this.#options = options;
  }

  /** A failure here is thrown as it is: nothing has been measured yet. */
  async startRun(record: RunRecord): Promise<void> {
    this.#rescue = new RescueFile(
      this.#options.rescueDirs,
      `lapboard-rescue-${record.id}.jsonl`,
      { run: runToJson(record, null) },
    );
    for (const sink of this.#sinks) await this.#answered(sink.startRun(record));
  }

  async appendSamples(runId: string, samples: Sample[]): Promise<void> {
    await this.#each((sink) => sink.appendSamples(runId, samples));
    if (this.#broken.size === 0) this.#stored += samples.length;
    else await this.#keep(samples.map((sample) => ({ sample: sampleToJson(sample) })));
  }

  async appendCheckResults(runId: string, results: CheckResult[]): Promise<void> {
    await this.#each((sink) => sink.appendCheckResults(runId, results));
    if (this.#broken.size > 0) await this.#keep(results.map((check) => ({ check })));
  }

  /**
   * Broken sinks are asked too: a database that is back learns what became of the run.
   * @throws {Error} when a sink failed for a reason that is a fault of ours
   */
  async finishRun(runId: string, end: RunEnd): Promise<void> {
    for (const sink of this.#sinks) {
      try {
        await this.#answered(sink.finishRun(runId, end));
      } catch (error) {
        this.#fail(sink, error);
      }
    }
    if (this.#error !== null && !isExpected(this.#error)) {
      throw new Error(`storing failed; ${this.#whatIsKept()}`, { cause: this.#error });
    }
  }

  /** One line: why storing failed, what is kept and where. Null when it did not. */
  failure(): string | null {
    if (this.#error === null) return null;
    const why = this.#error instanceof Error ? this.#error.message : String(this.#error);
    return `${why}; ${this.#whatIsKept()}`;
  }

  async #each(store: (sink: RunSink) => Promise<void>): Promise<void> {
    for (const sink of this.#sinks) {
      if (this.#broken.has(sink)) continue;
      try {
        await this.#answered(store(sink));
      } catch (error) {
        this.#fail(sink, error);
      }
    }
  }

  async #keep(records: readonly unknown[]): Promise<void> {
    if (records.length === 0) return;
    if (await this.#rescue!.append(records)) this.#rescued += records.length;
    else this.#lost += records.length;
  }

  #fail(sink: RunSink, error: unknown): void {
    this.#broken.add(sink);
    if (this.#error !== null) return;
    this.#error = error;
    this.#options.onFailure();
  }

  #whatIsKept(): string {
    const parts = [`samples stored: ${this.#stored}`];
    const { paths, refusals } = this.#rescue!;
    if (this.#rescued > 0) {
      parts.push(`records kept in ${paths.join(" and ")} instead: ${this.#rescued}`);
    }
    if (this.#lost > 0) parts.push(`records lost: ${this.#lost} (${refusals.join("; ")})`);
    if (this.#rescued + this.#lost === 0) parts.push("but not how the run ended");
    return parts.join(", ");
  }

  async #answered(storing: Promise<void>): Promise<void> {
    const limitMs = this.#options.answerWithinMs ?? ANSWER_WITHIN_MS;
    const { promise: tooLong, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new StoreSilent(`the store has not answered for ${limitMs / 1000} s`)),
      limitMs,
    );
    try {
      await Promise.race([storing, tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A store neither took what it was given nor refused it. */
class StoreSilent extends Error {
  override readonly name = "StoreSilent";
}

function isExpected(error: unknown): boolean {
  return error instanceof DatabaseError || error instanceof ResultsDirError ||
    error instanceof StoreSilent;
}
