import { quantile, sampleMetrics } from "../metrics/mod.ts";
import type { FailureKind, Sample } from "../samples/mod.ts";

/** Figures of the run so far, for somebody who is watching. */
export class LiveFigures {
  done = 0;
  readonly failures = new Map<FailureKind, number>();
  #ttftsMs: number[] = [];
  #outputTokens = 0;
  #firstSentMs = Infinity;
  #lastEndMs = 0;

  add(samples: readonly Sample[]): void {
    for (const sample of samples) {
      if (sample.phase === "warmup") continue;
      this.done++;
      this.#firstSentMs = Math.min(this.#firstSentMs, sample.sentMs ?? Infinity);
      this.#lastEndMs = Math.max(this.#lastEndMs, sample.endMs);
      if (sample.failure !== null) {
        const { kind } = sample.failure;
        this.failures.set(kind, (this.failures.get(kind) ?? 0) + 1);
        continue;
      }
      const metrics = sampleMetrics(sample);
      if (metrics.ttft_ms !== null) this.#ttftsMs.push(metrics.ttft_ms);
      this.#outputTokens += metrics.output_tokens ?? 0;
    }
  }

  /** `TTFT P50 213 ms, 402 tokens/s, 3 failed (rate_limited 3)` */
  toString(): string {
    const parts: string[] = [];
    if (this.#ttftsMs.length > 0) {
      const sorted = Float64Array.from(this.#ttftsMs).sort();
      parts.push(`TTFT P50 ${quantile(sorted, 0.5)!.toFixed(0)} ms`);
    }
    const seconds = (this.#lastEndMs - this.#firstSentMs) / 1000;
    if (seconds > 0) parts.push(`${(this.#outputTokens / seconds).toFixed(0)} tokens/s`);
    const failed = [...this.failures.values()].reduce((sum, count) => sum + count, 0);
    if (failed > 0) {
      const kinds = [...this.failures].map(([kind, count]) => `${kind} ${count}`).join(", ");
      parts.push(`${failed} failed (${kinds})`);
    }
    return parts.join(", ");
  }
}
