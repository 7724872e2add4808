import assert from "node:assert/strict";
import { type Block, comparePaired, createRandom } from "../../../../jobs/metrics/mod.ts";
import type { Sample } from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

/** A request with this TTFT and this gap between its three events. */
function request(index: number, ttftMs: number, gapMs = 20): Sample {
  const sentMs = 100 * index;
  const arrivalsMs = Float64Array.of(0, 1, 2).map((i) => sentMs + ttftMs + i * gapMs);
  return makeSample({
    index,
    sentMs,
    arrivalsMs,
    firstContentMs: arrivalsMs[0]!,
    lastContentMs: arrivalsMs[2]!,
    endMs: arrivalsMs[2]!,
  });
}

/** Blocks of A B B A under a machine that becomes steadily slower, step by step. */
function blocks(
  count: number,
  { differenceMs = 0, driftMs = 0, requests = 8, noiseMs = 4 } = {},
): Block[] {
  const random = createRandom(17);
  let step = 0;
  const side = (extraMs: number) => {
    const levelMs = 200 + extraMs + driftMs * step++;
    return Array.from(
      { length: requests },
      (_, index) => request(index, levelMs + 10 * index + noiseMs * random()),
    );
  };
  return Array.from({ length: count }, () => {
    const first = { a: side(0), b: side(differenceMs) };
    const b = side(differenceMs);
    return [first, { a: side(0), b }];
  });
}

Deno.test("a difference is found, with its size, its unit and the side that is better", () => {
  const { ttft_ms, itl_ms, success_rate } = comparePaired(blocks(12, { differenceMs: 20 }));
  assert.equal(ttft_ms.verdict, "a is better");
  assert.ok(Math.abs(ttft_ms.difference! - 20) < 2);
  const [low, high] = ttft_ms.interval!;
  assert.ok(low < 20 && 20 < high && high - low < 4);
  assert.ok(Math.abs(ttft_ms.relative_difference! - 20 / 237) < 0.01);
  assert.equal(ttft_ms.effect_size, 1);
  assert.ok(ttft_ms.p_value! <= ttft_ms.p_holm! && ttft_ms.p_holm! < 0.01);
  assert.equal(ttft_ms.pairs, 12 * 2 * 8);
  assert.equal(itl_ms.verdict, "no difference shown");
  assert.equal(success_rate.difference, 0);
  assert.equal(success_rate.verdict, "no difference shown");
});

Deno.test("the side that is better is the faster one, for speeds the higher one", () => {
  const { ttft_ms, output_tps } = comparePaired(blocks(12, { differenceMs: -20 }));
  assert.equal(ttft_ms.verdict, "b is better");
  assert.ok(ttft_ms.difference! < 0 && output_tps.difference! > 0);
  assert.equal(output_tps.verdict, "b is better");
});

Deno.test("a machine that slows down steadily makes no difference, and hides none", () => {
  const drifting = comparePaired(blocks(12, { driftMs: 10 })).ttft_ms;
  assert.equal(drifting.verdict, "no difference shown");
  assert.ok(Math.abs(drifting.difference!) < 1);
  const slower = comparePaired(blocks(12, { driftMs: 10, differenceMs: 5 })).ttft_ms;
  assert.equal(slower.verdict, "a is better");
  assert.ok(Math.abs(slower.difference! - 5) < 1);
});

Deno.test("requests that fail on one side leave their pair and count in the success rate", () => {
  const failing = blocks(12).map(([first, second]): Block => {
    const b = first.b.map((sample): Sample =>
      sample.index >= 4 ? sample : {
        ...sample,
        failure: {
          kind: "reset",
          phase: "body",
          httpStatus: null,
          retryAfterS: null,
          message: "reset",
          bodyExcerpt: null,
        },
      }
    );
    return [{ a: first.a, b }, second];
  });
  const { ttft_ms, success_rate } = comparePaired(failing);
  assert.equal(ttft_ms.pairs, 12 * (4 + 8));
  assert.equal(ttft_ms.unpaired, 12 * 4);
  assert.equal(success_rate.difference, -0.25);
  assert.equal(success_rate.verdict, "a is better");
});

Deno.test("too few blocks are not judged, and say how many are needed", () => {
  const { ttft_ms } = comparePaired(blocks(7, { differenceMs: 50 }));
  assert.equal(ttft_ms.verdict, "not judged");
  assert.equal(ttft_ms.p_value, null);
  assert.match(ttft_ms.reason!, /7 blocks .* 8 are needed/);
  assert.ok(ttft_ms.difference! > 40);
  const empty = comparePaired([]).ttft_ms;
  assert.equal(empty.difference, null);
  assert.equal(empty.mde, null);
  assert.match(empty.reason!, /no block/);
});

Deno.test("where nothing failed, it is not known how small a difference in success could be found", () => {
  const { success_rate, ttft_ms } = comparePaired(blocks(12, { differenceMs: 5 }));
  assert.equal(success_rate.difference, 0);
  assert.equal(success_rate.mde, null);
  assert.match(success_rate.mde_missing!, /success did not differ in any block/);
  assert.ok(ttft_ms.mde! > 0);
  assert.equal(ttft_ms.mde_missing, undefined);
  assert.match(comparePaired(blocks(1)).ttft_ms.mde_missing!, /fewer than two blocks/);
});

Deno.test("warm-up requests are not compared", () => {
  const warmed = blocks(12).map((block) =>
    block.map(({ a, b }) => ({
      a: a.map((sample): Sample => sample.index === 0 ? { ...sample, phase: "warmup" } : sample),
      b,
    }))
  ) as unknown as Block[];
  assert.equal(comparePaired(warmed).ttft_ms.pairs, 12 * 2 * 7);
});
