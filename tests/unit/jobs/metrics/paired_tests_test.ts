import assert from "node:assert/strict";
import fc from "fast-check";
import { detectableDifference } from "../../../../jobs/metrics/detectable_difference.ts";
import { hodgesLehmann } from "../../../../jobs/metrics/hodges_lehmann.ts";
import { holm } from "../../../../jobs/metrics/holm.ts";
import { createRandom } from "../../../../jobs/metrics/mod.ts";
import { signFlipTest } from "../../../../jobs/metrics/sign_flip.ts";
import { signedRank } from "../../../../jobs/metrics/wilcoxon.ts";
import { SCIPY } from "./scipy_answers.ts";

const none = () => {
  throw new Error("an exact test draws nothing");
};

Deno.test("the permutation test, Wilcoxon's test and the centre of pairs are what SciPy says", () => {
  for (const [name, expected] of Object.entries(SCIPY.paired)) {
    const { pValue } = signFlipTest(expected.differences, none);
    assert.ok(Math.abs(pValue - expected.sign_flip_p) < 1e-9, `${name}: ${pValue}`);
    const ranks = signedRank(expected.differences);
    assert.ok(Math.abs(ranks.rankBiserial! - expected.rank_biserial) < 1e-9, name);
    if (expected.wilcoxon_p === null) assert.equal(ranks.pValue, null);
    else assert.ok(Math.abs(ranks.pValue! / expected.wilcoxon_p - 1) < 1e-9, name);
    const centre = hodgesLehmann(Float64Array.from(expected.differences));
    assert.ok(Math.abs(centre - expected.hodges_lehmann) < 1e-9, name);
  }
});

const differences = fc.array(fc.integer({ min: -40, max: 60 }), { minLength: 1, maxLength: 9 });

Deno.test("signFlipTest() counts the sign patterns that are at least as far from 0", () => {
  fc.assert(fc.property(differences, (values) => {
    const total = Math.abs(values.reduce((a, b) => a + b));
    let asFar = 0;
    for (let pattern = 0; pattern < 2 ** values.length; pattern++) {
      const sum = values.reduce((a, b, i) => a + (pattern & 2 ** i ? -b : b), 0);
      if (Math.abs(sum) >= total) asFar++;
    }
    assert.equal(signFlipTest(values, none).pValue, asFar / 2 ** values.length);
  }));
});

Deno.test("signFlipTest()'s interval excludes 0 exactly when its p-value is at most 5 %", () => {
  const enough = fc.array(fc.double({ min: -3, max: 9, noNaN: true }), {
    minLength: 6,
    maxLength: 9,
  });
  fc.assert(fc.property(enough, (values) => {
    const { ci95, pValue, mean } = signFlipTest(values, none);
    const [low, high] = ci95!;
    // A sum that is 0 but for rounding stands on either side.
    fc.pre(Math.min(Math.abs(low), Math.abs(high)) > 1e-9);
    assert.equal(low > 0 || high < 0, pValue <= 0.05);
    assert.ok(low <= mean + 1e-12 && mean <= high + 1e-12);
  }));
});

Deno.test("signFlipTest() moves with the differences, and needs six of them for an interval", () => {
  const values = [1.5, 2, 3.5, 2.5, 1, 4];
  const shifted = signFlipTest(values.map((value) => value + 10), none);
  const plain = signFlipTest(values, none);
  assert.ok(Math.abs(shifted.ci95![0] - plain.ci95![0] - 10) < 1e-12);
  assert.equal(signFlipTest(values.slice(1), none).ci95, null);
  assert.equal(plain.pValue, 2 / 64);
  assert.throws(() => signFlipTest([], none), /without any pair/);
});

Deno.test("signFlipTest() of many differences draws patterns, and says nearly what all would", () => {
  const random = createRandom(3);
  const values = Array.from({ length: 40 }, () => random() - 0.35);
  const { pValue, ci95, mean } = signFlipTest(values, createRandom(1));
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / 39 / 40);
  assert.ok(pValue > 0 && pValue < 0.05);
  for (const end of [0, 1]) {
    const usual = mean + (end === 0 ? -2.02 : 2.02) * error;
    assert.ok(Math.abs(ci95![end]! - usual) < 0.3 * error, `${ci95![end]} beside ${usual}`);
  }
});

Deno.test("signFlipTest() finds nothing in no differences, and so do ranks", () => {
  assert.equal(signFlipTest([0, 0, 0, 0, 0, 0], none).pValue, 1);
  assert.deepEqual(signedRank([0, 0]), { pValue: null, rankBiserial: null });
});

Deno.test("hodgesLehmann() is the median of the means of all pairs", () => {
  fc.assert(fc.property(
    fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 25 }),
    (values) => {
      const means = values.flatMap((a, i) => values.slice(i).map((b) => (a + b) / 2))
        .sort((a, b) => a - b);
      const half = means.length / 2;
      const expected = Number.isInteger(half)
        ? (means[half - 1]! + means[half]!) / 2
        : means[Math.floor(half)]!;
      assert.ok(Math.abs(hodgesLehmann(Float64Array.from(values)) - expected) < 1e-9);
    },
  ));
  assert.throws(() => hodgesLehmann(new Float64Array()), /no values/);
});

Deno.test("holm() is the closed test of Bonferroni's", () => {
  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(fc.property(pValues, (ps) => {
    // A hypothesis is rejected when every set that it belongs to is.
    const closed = ps.map((_, i) => {
      let largest = 0;
      for (let set = 0; set < 2 ** ps.length; set++) {
        if ((set & 2 ** i) === 0) continue;
        const members = ps.filter((_, j) => set & 2 ** j);
        largest = Math.max(largest, Math.min(1, members.length * Math.min(...members)));
      }
      return largest;
    });
    holm(ps).forEach((adjusted, i) => assert.ok(Math.abs(adjusted - closed[i]!) < 1e-12));
  }));
  assert.deepEqual(holm([]), []);
});

Deno.test("detectableDifference() is found in about 80 % of cases, by SciPy's noncentral t", () => {
  const { count, risk, standard_errors } = SCIPY.detectable;
  const values = Array.from({ length: count }, (_, i) => i);
  const mean = (count - 1) / 2;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / (count - 1) / count);
  const own = detectableDifference(values, risk)! / standardError;
  assert.ok(Math.abs(own / standard_errors - 1) < 0.03, `${own}, SciPy ${standard_errors}`);
  assert.equal(detectableDifference([1], 0.05), null);
});
