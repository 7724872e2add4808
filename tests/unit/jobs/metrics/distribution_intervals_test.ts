import assert from "node:assert/strict";
import { independent } from "../../../../jobs/metrics/clusters.ts";
import { distributionOf } from "../../../../jobs/metrics/distribution.ts";
import { SCIPY } from "./scipy_answers.ts";

const KEYS: Record<number, "p50" | "p90" | "p99"> = { 0.5: "p50", 0.9: "p90", 0.99: "p99" };

Deno.test("intervals of quantiles are those of SciPy's bootstrap, up to 100,000 values", () => {
  for (const [count, probability, low, high] of SCIPY.bootstrap) {
    // As fixtures/make_statistics.py makes them.
    const values = Float64Array.from(
      { length: count },
      (_, i) => -Math.log1p(-(((i + 1) * 0.6180339887498949) % 1)),
    );
    const own = distributionOf(independent(values), 1, "none").ci95[KEYS[probability]!]!;
    // Either bootstrap draws at random: its ends move by a few percent of its width.
    const tolerance = 0.15 * (high - low);
    assert.ok(
      Math.abs(own[0] - low) < tolerance && Math.abs(own[1] - high) < tolerance,
      `${count} values, ${probability}: ${own}, SciPy ${low}, ${high}`,
    );
  }
});
