import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Candidate,
  createRandom,
  rankBoard,
  type RankRule,
} from "../../../../jobs/metrics/mod.ts";
import { differenceInterval, standardErrorsApart } from "../../../../jobs/metrics/mover.ts";
import { twoSidedTail } from "../../../../jobs/metrics/normal.ts";
import { SCIPY_TAILS } from "./known_answers.ts";

const LOWER: RankRule = { direction: "lower", minSuccessRate: 0.95, minCorrectRate: 0 };
const HIGHER: RankRule = { ...LOWER, direction: "higher" };

function candidate(
  id: string,
  value: number | null,
  half = 1,
  more: Partial<Candidate> = {},
): Candidate {
  const ci95 = value === null ? null : [value - half, value + half] as [number, number];
  return { id, value, ci95, successRate: 1, correctRate: 1, ...more };
}

function places(candidates: Candidate[], rule = LOWER) {
  return rankBoard(candidates, rule).ranked.map(({ id, rank, rankInterval: [best, worst] }) =>
    `${rank} ${id} ${best}-${worst}`
  );
}

Deno.test("twoSidedTail() is what SciPy says", () => {
  for (const [z, tail] of SCIPY_TAILS) {
    assert.ok(Math.abs(twoSidedTail(z) / tail - 1) < 1e-9, `z = ${z}`);
  }
  assert.equal(twoSidedTail(Infinity), 0);
  assert.throws(() => twoSidedTail(-1), /cannot be -1/);
});

Deno.test("differenceInterval() of symmetric intervals adds their squares", () => {
  const a = { value: 10, ci95: [7, 13] as [number, number] };
  const b = { value: 4, ci95: [0, 8] as [number, number] };
  assert.deepEqual(differenceInterval(a, b), [1, 11]);
});

Deno.test("differenceInterval() uses the sides that face each other when intervals are skewed", () => {
  const a = { value: 10, ci95: [7, 100] as [number, number] };
  const b = { value: 4, ci95: [-100, 8] as [number, number] };
  const [lower] = differenceInterval(a, b);
  assert.equal(lower, 1);
});

Deno.test("standardErrorsApart() passes 1.96 exactly when the interval excludes zero", () => {
  const number = fc.double({ min: -50, max: 50, noNaN: true });
  const half = fc.double({ min: 0.001, max: 50, noNaN: true });
  fc.assert(fc.property(number, number, half, half, half, half, (a, b, la, ua, lb, ub) => {
    const first = { value: a, ci95: [a - la, a + ua] as [number, number] };
    const second = { value: b, ci95: [b - lb, b + ub] as [number, number] };
    const [lower, upper] = differenceInterval(first, second);
    const apart = standardErrorsApart(first, second);
    fc.pre(Math.abs(apart - 1.959963984540054) > 1e-9);
    assert.equal(apart > 1.959963984540054, lower > 0 || upper < 0);
    assert.ok(Math.abs(apart - standardErrorsApart(second, first)) < 1e-9 * (1 + apart));
  }));
});

Deno.test("rankBoard() gives endpoints that are far apart a rank each", () => {
  assert.deepEqual(places([candidate("c", 300), candidate("a", 100), candidate("b", 200)]), [
    "1 a 1-1",
    "2 b 2-2",
    "3 c 3-3",
  ]);
});

Deno.test("rankBoard() turns round when higher is better", () => {
  assert.deepEqual(places([candidate("a", 100), candidate("b", 200)], HIGHER), [
    "1 b 1-1",
    "2 a 2-2",
  ]);
});

Deno.test("rankBoard() lets endpoints share places that their error does not separate", () => {
  const board = [candidate("a", 100, 10), candidate("b", 112, 10), candidate("c", 125, 10)];
  assert.deepEqual(places(board), ["1 a 1-2", "2 b 1-3", "3 c 2-3"]);
  const tied = rankBoard(board, LOWER).ranked.map(({ tiedWith }) => tiedWith);
  assert.deepEqual(tied, [["b"], ["a", "c"], ["b"]]);
});

Deno.test("rankBoard() gives equal figures the same rank, and leaves the next ranks out", () => {
  assert.deepEqual(places([candidate("b", 5, 0), candidate("a", 5, 0), candidate("c", 9, 0)]), [
    "1 a 1-2",
    "1 b 1-2",
    "3 c 3-3",
  ]);
});

Deno.test("rankBoard() does not let noise lift an endpoint: its rank is by its own figure", () => {
  const board = [
    candidate("a", 100),
    candidate("b", 110),
    candidate("c", 120),
    candidate("noisy", 130, 80),
  ];
  // Tied with all three, the noisy one widens each of their intervals by one place.
  assert.deepEqual(places(board), ["1 a 1-2", "2 b 2-3", "3 c 3-4", "4 noisy 1-4"]);
});

Deno.test("rankBoard() asks more of a difference the more pairs the board holds", () => {
  const pair = [candidate("a", 100, 10), candidate("b", 116, 10)];
  assert.deepEqual(places(pair), ["1 a 1-1", "2 b 2-2"]);
  const far = Array.from({ length: 20 }, (_, i) => candidate(`z${i}`, 1000, 300));
  assert.deepEqual(places([...pair, ...far]).slice(0, 2), ["1 a 1-2", "2 b 1-2"]);
});

Deno.test("rankBoard() is right about all ranks at once in at least 95 % of boards", () => {
  const random = createRandom(8);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  // Ten endpoints in truth; the first three are equal, so each of them may stand 1st to 3rd.
  const truth = [10, 10, 10, 14, 15, 16, 20, 21, 30, 40];
  const BOARDS = 500;
  let right = 0;
  for (let board = 0; board < BOARDS; board++) {
    const candidates = truth.map((value, i) => candidate(`${i}`, value + normal(), 1.96));
    const { ranked } = rankBoard(candidates, LOWER);
    const covers = ranked.every(({ id, rankInterval: [best, worst] }) => {
      const own = truth[Number(id)]!;
      const better = truth.filter((value) => value < own).length;
      const worse = truth.filter((value) => value > own).length;
      return best <= truth.length - worse && worst >= 1 + better;
    });
    if (covers) right++;
  }
  assert.ok(right / BOARDS >= 0.95, `${right} of ${BOARDS}`);
});

Deno.test("rankBoard() names in one line why an endpoint is not ranked", () => {
  const rule = { ...LOWER, minCorrectRate: 0.9 };
  const reasons = rankBoard([
    candidate("a", null, 0, { successRate: null }),
    candidate("b", null, 0, { successRate: 0 }),
    candidate("c", 5, 1, { successRate: 0.94999 }),
    candidate("d", 5, 1, { correctRate: 0.5 }),
    candidate("e", 5, 1, { correctRate: null }),
    candidate("f", null),
    candidate("g", 5, 1, { ci95: null }),
  ], rule);
  assert.deepEqual(reasons, {
    ranked: [],
    unranked: [
      { id: "a", reason: "no request was measured" },
      { id: "b", reason: "no request succeeded" },
      { id: "c", reason: "success rate 94.9 % is under 95 %" },
      { id: "d", reason: "correct rate 50 % is under 90 %" },
      { id: "e", reason: "correctness was not checked" },
      { id: "f", reason: "no figure for this metric" },
      { id: "g", reason: "too few requests to certify the figure" },
    ],
  });
});

Deno.test("rankBoard() ranks an unchecked endpoint where the model has no floor", () => {
  assert.deepEqual(places([candidate("a", 5, 1, { correctRate: null })]), ["1 a 1-1"]);
});

Deno.test("rankBoard() ranks at exactly the limits", () => {
  const atLimits = candidate("a", 5, 1, { successRate: 0.95, correctRate: 0.9 });
  assert.deepEqual(places([atLimits], { ...LOWER, minCorrectRate: 0.9 }), ["1 a 1-1"]);
});

Deno.test("rankBoard() refuses a board on which an endpoint stands twice", () => {
  assert.throws(() => rankBoard([candidate("a", 1), candidate("a", 2)], LOWER), /twice/);
});

const boards = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 6 }),
    value: fc.option(fc.integer({ min: 1, max: 60 }), { freq: 10 }),
    below: fc.integer({ min: 0, max: 20 }),
    above: fc.integer({ min: 0, max: 20 }),
    successRate: fc.constantFrom(0, 0.9, 0.95, 1, 1, 1),
    correctRate: fc.constantFrom(null, 0.5, 1, 1),
  }),
  { selector: ({ id }) => id, maxLength: 15 },
).map((rows) =>
  rows.map(({ value, below, above, ...rest }): Candidate => ({
    ...rest,
    value,
    ci95: value === null ? null : [value - below, value + above],
  }))
);
const rules = fc.record({
  direction: fc.constantFrom("lower" as const, "higher" as const),
  minSuccessRate: fc.constant(0.95),
  minCorrectRate: fc.constantFrom(0, 0.8),
});

Deno.test("rankBoard() lists each candidate once, ranks within rank intervals, in order", () => {
  fc.assert(fc.property(boards, rules, (board, rule) => {
    const { ranked, unranked } = rankBoard(board, rule);
    const ids = [...ranked, ...unranked].map(({ id }) => id).sort();
    assert.deepEqual(ids, board.map(({ id }) => id).sort());
    const byId = new Map(board.map((row) => [row.id, row]));
    const sign = rule.direction === "lower" ? 1 : -1;
    for (const [i, { id, rank, rankInterval: [best, worst], tiedWith }] of ranked.entries()) {
      assert.ok(1 <= best && best <= rank && rank <= worst && worst <= ranked.length);
      assert.equal(worst - best, tiedWith.length);
      const better = ranked.filter((other) =>
        sign * (byId.get(other.id)!.value! - byId.get(id)!.value!) < 0
      );
      assert.equal(rank, 1 + better.length);
      assert.ok(i === 0 || ranked[i - 1]!.rank <= rank);
      for (const other of tiedWith) {
        assert.ok(ranked.find((entry) => entry.id === other)!.tiedWith.includes(id));
      }
    }
  }));
});

Deno.test("rankBoard() does not depend on the order of the candidates", () => {
  fc.assert(fc.property(boards, rules, (board, rule) => {
    const expected = rankBoard(board, rule);
    assert.deepEqual(rankBoard([...board].reverse(), rule), expected);
    assert.deepEqual(rankBoard([...board.slice(3), ...board.slice(0, 3)], rule), expected);
  }));
});

Deno.test("rankBoard() never lowers an endpoint whose figure improves", () => {
  fc.assert(fc.property(boards, fc.integer({ min: 1, max: 30 }), (board, gain) => {
    const [first] = rankBoard(board, LOWER).ranked.slice(-1);
    fc.pre(first !== undefined);
    const improved = board.map((row) =>
      row.id !== first.id ? row : {
        ...row,
        value: row.value! - gain,
        ci95: row.ci95!.map((bound) => bound - gain) as [number, number],
      }
    );
    const after = rankBoard(improved, LOWER).ranked.find(({ id }) => id === first.id)!;
    assert.ok(after.rank <= first.rank);
  }));
});
