import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom, summarizeRun } from "../../../../jobs/metrics/mod.ts";
import { sloMargin } from "../../../../jobs/plans/slo_margin.ts";
import { type Probe, type SearchLimits, searchSlo } from "../../../../jobs/plans/slo_search.ts";
import { parseSlo } from "../../../../jobs/slo/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

const LIMITS: SearchLimits = {
  startRatePerS: 1,
  minRatePerS: 0.01,
  maxRatePerS: 10_000,
  precision: 0.05,
};

function search(marginAt: (ratePerS: number) => number, limits = LIMITS, most = 60) {
  const probes: Probe[] = [];
  let state = searchSlo(probes, limits);
  while (state.nextRatePerS !== null && probes.length < most) {
    probes.push({ ratePerS: state.nextRatePerS, margin: marginAt(state.nextRatePerS) });
    state = searchSlo(probes, limits);
  }
  return { probes, state };
}

const clipped = (margin: number) => Math.max(-1.5, Math.min(1.5, margin));

Deno.test("searchSlo() finds the crossing wherever it is and however steep", () => {
  fc.assert(fc.property(
    fc.double({ min: Math.log(0.05), max: Math.log(2000), noNaN: true }),
    fc.double({ min: 0.3, max: 8, noNaN: true }),
    fc.integer({ min: 0, max: 1_000_000 }),
    (crossing, slope, seed) => {
      const random = createRandom(seed);
      const { state, probes } = search((rate) =>
        clipped(slope * (Math.log(rate) - crossing) + 0.02 * slope * (random() - 0.5))
      );
      assert.ok(state.confirmed, `${state.reason} after ${probes.length}`);
      assert.ok(Math.abs(state.maxRatePerS! / Math.exp(crossing) - 1) < 0.05);
      const [low, high] = state.interval!;
      assert.ok(low < state.maxRatePerS! && state.maxRatePerS! < high && high / low < 1.11);
      assert.ok(probes.length <= 40);
    },
  ));
});

Deno.test("searchSlo()'s interval holds the truth although single runs err, and says when it does not know yet", () => {
  let covered = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const random = createRandom(seed);
    const noise = () => 0.12 * (Array.from({ length: 12 }, random).reduce((a, b) => a + b) - 6);
    const { state } = search((rate) => clipped(1.5 * Math.log(rate / 7) + noise()));
    if (state.interval !== null && state.interval[0] <= 7 && 7 <= state.interval[1]) covered++;
    if (!state.confirmed) assert.match(state.reason!, /%|do not tell/);
  }
  assert.ok(covered >= 90, `${covered} of 100`);
});

Deno.test("searchSlo() comes back from a bracket that a wild run put in the wrong place", () => {
  let calls = 0;
  const { state } = search((rate) => ++calls === 2 ? 1.2 : clipped(2 * Math.log(rate / 20)));
  assert.ok(Math.abs(state.maxRatePerS! / 20 - 1) < 0.05, `${state.maxRatePerS}`);
});

Deno.test("searchSlo() ends at its limits, asked twice, and says so", () => {
  const always = search(() => -1, { ...LIMITS, maxRatePerS: 50 });
  assert.equal(always.state.maxRatePerS, null);
  assert.match(always.state.reason!, /still met at 50\/s/);
  assert.deepEqual(always.probes.slice(-2).map(({ ratePerS }) => ratePerS), [50, 50]);
  const never = search(() => 1, { ...LIMITS, minRatePerS: 0.3 });
  assert.match(never.state.reason!, /not met at 0\.3\/s/);
  assert.equal(never.state.interval, null);
});

Deno.test("searchSlo() begins where it is told and stays within its limits", () => {
  const limits = { ...LIMITS, startRatePerS: 100, minRatePerS: 2, maxRatePerS: 30 };
  const { probes } = search((rate) => clipped(3 * Math.log(rate / 10)), limits);
  assert.equal(probes[0]!.ratePerS, 30);
  assert.ok(probes.every(({ ratePerS }) => ratePerS >= 2 && ratePerS <= 30));
});

/** Forty answers with this TTFT. */
function run(ttftMs: number, failing = 0) {
  const samples = Array.from({ length: 40 }, (_, index) =>
    makeSample({
      index,
      sentMs: 0,
      arrivalsMs: Float64Array.of(ttftMs, ttftMs + 20),
      firstContentMs: ttftMs,
      lastContentMs: ttftMs + 20,
      failure: index >= failing ? null : {
        kind: "reset",
        phase: "body",
        httpStatus: null,
        retryAfterS: null,
        message: "reset",
        bodyExcerpt: null,
      },
    }, 2));
  return summarizeRun(samples, { price: null });
}

Deno.test("sloMargin() is the logarithm of measured over allowed, of the worst objective", () => {
  const margin = (slo: string, ttftMs: number, failing = 0) =>
    sloMargin(parseSlo(slo), run(ttftMs, failing));
  assert.ok(Math.abs(margin("ttft:p50<200ms", 220)! - Math.log(1.1)) < 1e-12);
  assert.ok(Math.abs(margin("ttft:p50<200ms;e2e:p50<1s", 180)! - Math.log(0.9)) < 1e-12);
  assert.ok(Math.abs(margin("ttft:p50>=200ms", 180)! - Math.log(200 / 180)) < 1e-12);
  assert.equal(margin("ttft:p50<1ms", 500), 1.5);
  assert.equal(margin("success>=99%", 180), -0.5);
  assert.equal(margin("success>=99%;ttft:p50<200ms", 180, 4), 0.5);
  assert.equal(margin("ttft:p50<200ms", 180, 40), 1.5);
  assert.equal(margin("connect:p50<200ms;ttft:p50<0ms", 180), 1.5);
  assert.equal(sloMargin(parseSlo("ttft:p50<1s"), summarizeRun([], { price: null })), null);
});
