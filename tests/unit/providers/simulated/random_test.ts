import assert from "node:assert/strict";
import { DRAWS, lognormal, normal, seededRandom } from "../../../../providers/simulated/random.ts";

const take = (random: () => number, n: number) => Array.from({ length: n }, () => random());

Deno.test("seededRandom() gives the same draws for the same keys", () => {
  assert.deepEqual(
    take(seededRandom(7, 3, DRAWS.plan), 10),
    take(seededRandom(7, 3, DRAWS.plan), 10),
  );
});

Deno.test("seededRandom() gives other draws for another seed, request or purpose", () => {
  const firsts = [
    seededRandom(7, 3, DRAWS.plan)(),
    seededRandom(8, 3, DRAWS.plan)(),
    seededRandom(7, 4, DRAWS.plan)(),
    seededRandom(7, 3, DRAWS.text)(),
  ];
  assert.equal(new Set(firsts).size, 4);
});

Deno.test("seededRandom() draws evenly over (0, 1), across requests as well as within one", () => {
  const within = take(seededRandom(1, 1, DRAWS.plan), 20_000);
  const across = Array.from({ length: 20_000 }, (_, n) => seededRandom(1, n, DRAWS.fault)());
  for (const draws of [within, across]) {
    const tenths = new Array<number>(10).fill(0);
    for (const draw of draws) {
      assert.ok(draw > 0 && draw < 1);
      tenths[Math.floor(draw * 10)]!++;
    }
    for (const count of tenths) assert.ok(count > 1800 && count < 2200, String(tenths));
  }
});

Deno.test("normal() has mean 0 and standard deviation 1, lognormal() the median asked for", () => {
  const random = seededRandom(5, 0, DRAWS.plan);
  const n = 20_000;
  const draws = Array.from({ length: n }, () => normal(random));
  const mean = draws.reduce((sum, x) => sum + x, 0) / n;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
  assert.ok(Math.abs(mean) < 0.03, String(mean));
  assert.ok(Math.abs(variance - 1) < 0.05, String(variance));
  const skewed = Array.from({ length: n }, () => lognormal(random, 20, 0.5)).sort((a, b) => a - b);
  assert.ok(Math.abs(skewed[n / 2]! - 20) < 0.5);
});
