import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_PAUSE_MS, Pause } from "../../../../jobs/loadgen/pause.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");

function head(statusCode: number, retryAfter?: string) {
  const headers = new Map(retryAfter === undefined ? [] : [["retry-after", retryAfter]]);
  return { statusCode, minorVersion: 1, headers };
}

Deno.test("a 429, and a 503, that say how long to wait begin a pause; nothing else does", () => {
  const cases: [ReturnType<typeof head>, untilMs: number][] = [
    [head(429, "2"), 2000],
    [head(503, "0.5"), 500],
    [head(429, "Sun, 22 Nov 2026 12:00:07 GMT"), 7000],
    [head(429), 0],
    [head(429, "0"), 0],
    [head(429, "soon"), 0],
    [head(500, "2"), 0],
    [head(200, "2"), 0],
  ];
  for (const [answer, waitMs] of cases) {
    const pause = new Pause(undefined, 0);
    pause.heed(answer, NOW);
    assert.equal(pause.untilUnixMs(), waitMs === 0 ? 0 : NOW + waitMs, JSON.stringify(answer));
    assert.equal(pause.lasts(NOW), waitMs > 0);
    assert.equal(pause.lasts(NOW + waitMs), false);
  }
});

Deno.test("what asks for more than a run waits for gets that, and is counted", () => {
  const pause = new Pause(undefined, 0);
  pause.heed(head(429, "99999999"), NOW);
  assert.equal(pause.untilUnixMs(), NOW + MAX_PAUSE_MS);
  assert.equal(pause.record(NOW + MAX_PAUSE_MS).capped, 1);
});

Deno.test("pauses that overlap count once, and what the run did not live to see does not", () => {
  const pause = new Pause(undefined, 0);
  pause.heed(head(429, "2"), NOW);
  pause.heed(head(429, "1"), NOW + 500);
  pause.heed(head(429, "2"), NOW + 1000);
  assert.equal(pause.pausedMs(NOW + 1500), 1500);
  assert.equal(pause.pausedMs(NOW + 5000), 3000);
  pause.heed(head(503, "10"), NOW + 6000);
  assert.deepEqual(pause.record(NOW + 6250), { pausedMs: 3250, pauses: 2, capped: 0 });
});

Deno.test("threads that share a pause's memory share the pause", () => {
  const pause = new Pause(undefined, 0);
  new Pause(pause.memory, 0).heed(head(429, "3"), NOW);
  assert.equal(pause.lasts(NOW + 2999), true);
});

Deno.test("the time paused is the time in which some pause lasted", () => {
  const asks = fc.array(fc.record({ atS: fc.nat(60), waitS: fc.integer({ min: 1, max: 20 }) }));
  fc.assert(fc.property(asks, fc.nat(90), (unsorted, endS) => {
    const given = unsorted.filter(({ atS }) => atS <= endS).sort((a, b) => a.atS - b.atS);
    const pause = new Pause(undefined, 0);
    for (const { atS, waitS } of given) pause.heed(head(429, String(waitS)), NOW + atS * 1000);
    let pausedS = 0;
    for (let second = 0; second < endS; second++) {
      if (given.some(({ atS, waitS }) => atS <= second && second < atS + waitS)) pausedS++;
    }
    assert.equal(pause.record(NOW + endS * 1000).pausedMs, pausedS * 1000);
  }));
});
