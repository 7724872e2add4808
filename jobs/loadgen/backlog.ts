import type { Recording } from "../wire/mod.ts";

/** Recordings wait here for decoding and storing, one batch at a time, in order of arrival. */
export class Backlog {
  bytes = 0;
  /** Rejects when a batch could not be processed; never resolves. */
  readonly failed: Promise<never>;
  readonly #fail: (reason: unknown) => void;
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly process: (recordings: Recording[]) => Promise<void>) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    // Awaited only in a race that another may win.
    this.failed.catch(() => {});
  }

  add(recordings: Recording[], onDone: () => void): void {
    const bytes = recordings.reduce((sum, recording) => sum + recording.bytes.length, 0);
    this.bytes += bytes;
    this.#last = this.#last.then(async () => {
      await this.process(recordings);
      this.bytes -= bytes;
      onDone();
    });
    this.#last.catch(this.#fail);
  }

  async drained(): Promise<void> {
    await this.#last;
  }
}
