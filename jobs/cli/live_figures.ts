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
    return [
      ...this.#ttft([0.5]),
      ...this.#perSecond(this.#outputTokens, 0, "tokens/s"),
      ...this.#failed(),
    ].join(", ");
  }

  /** `3.97 req/s, TTFT P50 213 P99 402 ms, 3 failed (rate_limited 3)`: a step beside what it asked. */
  ofStep(): string {
    const failed = [...this.failures.values()].reduce((sum, count) => sum + count, 0);
    return [
      ...this.#perSecond(this.done - failed, 2, "req/s"),
      ...this.#ttft([0.5, 0.99]),
      ...this.#failed(),
    ].join(", ");
  }

  #ttft(probabilities: readonly number[]): string[] {
    if (this.#ttftsMs.length === 0) return [];
    const sorted = Float64Array.from(this.#ttftsMs).sort();
    const quantiles = probabilities.map((p) => `P${100 * p} ${quantile(sorted, p)!.toFixed(0)}`);
    return [`TTFT ${quantiles.join(" ")} ms`];
  }

  #perSecond(count: number, digits: number, unit: string): string[] {
    const seconds = (this.#lastEndMs - this.#firstSentMs) / 1000;
    return seconds > 0 ? [`${(count / seconds).toFixed(digits)} ${unit}`] : [];
  }

  #failed(): string[] {
    const failed = [...this.failures.values()].reduce((sum, count) => sum + count, 0);
    if (failed === 0) return [];
    const kinds = [...this.failures].map(([kind, count]) => `${kind} ${count}`).join(", ");
    return [`${failed} failed (${kinds})`];
  }
}
