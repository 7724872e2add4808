import assert from "node:assert/strict";
import { compareOnce, type CompareRow } from "../../../../bench/experiments/compare_experiment.ts";
import { batchingEngine, queueEngine } from "../../../../bench/experiments/engine.ts";
import {
  closedLoop,
  type LoopRun,
  openLoop,
} from "../../../../bench/experiments/loop_experiment.ts";
import { heldOutSet } from "../../../../bench/experiments/held_out.ts";
import {
  batchingRate,
  queueRate,
  waitingChance,
} from "../../../../bench/experiments/queueing_theory.ts";
import {
  searchOnce,
  SLO_CASES,
  SLO_SETTINGS,
  type SloRow,
} from "../../../../bench/experiments/slo_experiment.ts";
import { arrivalTimesMs } from "../../../../jobs/loadgen/load_plan.ts";

const recorded = (name: string) =>
  JSON.parse(
    Deno.readTextFileSync(
      new URL(`../../../../bench/experiments/results/${name}.json`, import.meta.url),
    ),
  );

interface SloRecord {
  settings: { searches: SloRow[] }[];
}

/** Times of a Poisson process, ms. */
function arrivals(ratePerS: number, count: number): Float64Array {
  return arrivalTimesMs(
    {
      kind: "open_loop",
      requestRatePerS: ratePerS,
      arrival: "poisson",
      burstiness: 1,
      ramp: null,
      maxConcurrency: null,
    },
    11,
    count,
  );
}

Deno.test("the queue waits as long as theory says", () => {
  const [capacityPerS, ratePerS] = [20, 14];
  const times = arrivals(ratePerS, 200_000);
  const served = queueEngine(capacityPerS)(times, 1);
  for (const services of [0, 0.5, 1, 2.5, 5]) {
    const within = served.filter(({ firstTextMs }, i) =>
      firstTextMs - times[i]! <= (services + 1) * 50 + 1e-6
    );
    const expected = waitingChance(ratePerS / capacityPerS, services);
    assert.ok(Math.abs(within.length / times.length - expected) < 0.01, `${services}: ${expected}`);
  }
  assert.equal(waitingChance(0.5, 0), 0.5);
  const rate = queueRate(capacityPerS, 0.95, 200);
  assert.ok(Math.abs(waitingChance(rate / capacityPerS, 3) - 0.95) < 1e-9);
});

Deno.test("the batching engine takes as long as theory says, whatever the answers' lengths", () => {
  const law = { stepMs: 20, perRequestMs: 0.5, outputTokens: 60 };
  for (const outputSigma of [0, 0.5]) {
    const rate = batchingRate(law, 2000);
    const times = arrivals(rate, 60_000);
    const served = batchingEngine({ ...law, outputSigma })(times, 1);
    const meanMs = served.reduce((sum, { lastTextMs }, i) => sum + lastTextMs - times[i]!, 0) /
      times.length;
    assert.ok(Math.abs(meanMs / 2000 - 1) < 0.01, `${outputSigma}: ${meanMs}`);
  }
  const [alone] = batchingEngine(law)(Float64Array.of(0), 1);
  assert.equal(alone!.lastTextMs, 60 * 20.5);
  assert.equal(alone!.firstTextMs, 20.5);
});

Deno.test("the recorded searches are near the truth, and their intervals hold it", () => {
  for (const name of ["slo-queue", "slo-batching", ...heldOutSet(2).slo.map(({ name }) => name)]) {
    const { settings } = recorded(name) as SloRecord;
    assert.equal(settings.length, SLO_SETTINGS.length);
    for (const { searches } of settings) {
      assert.equal(searches.length, 50);
      const near = searches.filter(({ error }) => error !== null && Math.abs(error) <= 0.05);
      assert.ok(near.length >= 48, `${name}: ${near.length} of 50 within 5 %`);
      assert.ok(searches.filter(({ covers }) => covers).length >= 45, name);
    }
  }
});

Deno.test("the recorded comparisons keep quiet about nothing and find 10 %", () => {
  const heldOut = [1, 2].flatMap((n) => [`held-out-${n}-compare`, `held-out-${n}-compare-again`]);
  for (const name of ["compare", ...heldOut]) {
    const { identical, ten_percent } = recorded(name) as Record<
      "identical" | "ten_percent",
      { comparisons: CompareRow[] }
    >;
    assert.equal(identical.comparisons.length, 200);
    assert.ok(identical.comparisons.filter(({ called }) => called.length > 0).length <= 10);
    const found = ten_percent.comparisons.filter(({ called }) => called.includes("ttft_ms"));
    assert.ok(found.length >= 190, `${name}: ${found.length} of 200`);
  }
});

Deno.test("what is recorded is what the programs say today", () => {
  const same = (own: number | null, kept: number | null) =>
    assert.ok(Math.abs(own! / kept! - 1) < 1e-6, `${own}, recorded ${kept}`);
  const { settings } = recorded("slo-batching") as SloRecord;
  const kept = settings[0]!.searches[0]!;
  const search = searchOnce(SLO_CASES[1]!, SLO_SETTINGS[0], kept.seed);
  assert.equal(search.steps, kept.steps);
  same(search.max_rate, kept.max_rate);

  const drawn = heldOutSet(2).slo.find(({ name }) => name.endsWith("lengths"))!;
  const keptDrawn = (recorded(drawn.name) as SloRecord).settings[0]!.searches[0]!;
  same(searchOnce(drawn, SLO_SETTINGS[0], keptDrawn.seed).max_rate, keptDrawn.max_rate);

  const comparison: CompareRow = recorded("compare").ten_percent.comparisons[0];
  same(compareOnce(1.1, comparison.seed).ttft_difference_ms, comparison.ttft_difference_ms);

  const loops: Record<"open" | "closed", LoopRun[]> = recorded("loops");
  const [open, closed] = [loops.open.at(-1)!, loops.closed.at(-1)!];
  same(openLoop(open.level).ttft_p99_ms, open.ttft_p99_ms);
  same(closedLoop(closed.level).ttft_p99_ms, closed.ttft_p99_ms);
  assert.ok(open.ttft_p99_ms > 10 * closed.ttft_p99_ms, "which is what a closed loop hides");
});
