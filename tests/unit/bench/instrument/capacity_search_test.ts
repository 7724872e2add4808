import assert from "node:assert/strict";
import fc from "fast-check";
import { type Probe, searchCapacity } from "../../../../bench/instrument/capacity_search.ts";

const NOTHING_KNOWN = { held: null, missed: null };

/** A client that holds `capacity` streams and no more. */
function clientOf(capacity: number) {
  const tried: number[] = [];
  const probe = (concurrency: number): Promise<Probe> => {
    tried.push(concurrency);
    const verdict = concurrency <= capacity ? "held" : "missed";
    return Promise.resolve({ verdict, eventsPerS: concurrency * 50 });
  };
  return { tried, probe };
}

Deno.test("searchCapacity() finds any capacity to 15 %, never above the truth", async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 4000 }), async (capacity) => {
    const { probe } = clientOf(capacity);
    const limits = { maxConcurrency: 4096, maxProbes: 30 };
    const { held, limitedBy } = await searchCapacity(NOTHING_KNOWN, limits, probe);
    assert.equal(limitedBy, "client");
    assert.ok(held!.concurrency <= capacity);
    assert.ok(capacity < held!.concurrency * 1.15 + 1);
    assert.equal(held!.eventsPerS, held!.concurrency * 50);
  }));
});

Deno.test("searchCapacity() stays between what is known already", async () => {
  const { tried, probe } = clientOf(400);
  const known = { held: { concurrency: 256, eventsPerS: 1 }, missed: 1000 };
  await searchCapacity(known, { maxConcurrency: 4096, maxProbes: 5 }, probe);
  assert.ok(tried.every((concurrency) => concurrency > 256 && concurrency < 1000));
});

Deno.test("searchCapacity() says so when the client holds the most that is tried", async () => {
  const { tried, probe } = clientOf(10_000);
  const limits = { maxConcurrency: 500, maxProbes: 20 };
  const { held, limitedBy } = await searchCapacity(NOTHING_KNOWN, limits, probe);
  assert.equal(held?.concurrency, 500);
  assert.equal(limitedBy, "search");
  assert.ok(tried.every((concurrency) => concurrency <= 500));
});

Deno.test("searchCapacity() of a client that holds nothing ends without a figure", async () => {
  const { probe } = clientOf(0);
  const limits = { maxConcurrency: 500, maxProbes: 20 };
  const { held, missed } = await searchCapacity(NOTHING_KNOWN, limits, probe);
  assert.equal(held, null);
  assert.equal(missed, 1);
});

Deno.test("searchCapacity() takes no more tries than allowed", async () => {
  const { tried, probe } = clientOf(3000);
  await searchCapacity(NOTHING_KNOWN, { maxConcurrency: 4096, maxProbes: 3 }, probe);
  assert.equal(tried.length, 3);
});

Deno.test("searchCapacity() stops at a try that was spoilt, and keeps what was held before", async () => {
  const probe = (concurrency: number): Promise<Probe> =>
    Promise.resolve({ verdict: concurrency > 64 ? "unclear" : "held", eventsPerS: 7 });
  const limits = { maxConcurrency: 4096, maxProbes: 9 };
  const { held, limitedBy, probes } = await searchCapacity(NOTHING_KNOWN, limits, probe);
  assert.deepEqual(held, { concurrency: 64, eventsPerS: 7 });
  assert.equal(limitedBy, "unclear");
  assert.equal(probes, 2);
});
