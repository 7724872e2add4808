import assert from "node:assert/strict";
import { TICK_MS, Ticker } from "../../../../jobs/loadgen/ticker.ts";

Deno.test("a tick's lag is how long after it the thread came", () => {
  const ticker = new Ticker(100, 100);
  assert.equal(ticker.wake(101), false);
  assert.equal(ticker.wake(102.5), true);
  assert.equal(ticker.wake(103), false);
  assert.equal(ticker.wake(104), true);
  assert.deepEqual([...ticker.lagsMs()], [0.5, 0]);
});

Deno.test("ticks that were missed are one lag, and the next tick is on the same grid", () => {
  const ticker = new Ticker(0, 0);
  assert.equal(ticker.wake(TICK_MS + 7), true);
  assert.equal(ticker.dueMs, 10);
  assert.equal(ticker.wake(9.9), false);
  assert.equal(ticker.wake(10.25), true);
  assert.deepEqual([...ticker.lagsMs()], [7, 0.25]);
});

Deno.test("ticks from before the thread began are nobody's fault", () => {
  assert.equal(new Ticker(0, 9).dueMs, 10);
  assert.equal(new Ticker(0, 10).dueMs, 12);
});

Deno.test("a clock that is some microseconds behind the pacer's loses no tick", () => {
  const ticker = new Ticker(0, 0);
  assert.equal(ticker.wake(1.99), true);
  assert.equal(ticker.wake(2), false);
  assert.deepEqual([...ticker.lagsMs()], [0]);
});

Deno.test("lags are kept however many there are", () => {
  const ticker = new Ticker(0, 0);
  for (let tick = 1; tick <= 10_000; tick++) ticker.wake(tick * TICK_MS);
  assert.equal(ticker.lagsMs().length, 10_000);
});
