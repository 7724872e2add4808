import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatInstant,
  formatNumber,
  formatRate,
  formatSignificant,
  formatUsd,
  NO_FIGURE,
} from "../../../../web/format/figures.ts";

Deno.test("what does not exist is a dash in every format, never 0", () => {
  for (
    const text of [
      formatNumber(null, 1),
      formatRate(null),
      formatUsd(null),
      formatSignificant(null),
    ]
  ) {
    assert.equal(text, NO_FIGURE);
  }
});

Deno.test("numbers keep their decimals and group their thousands, so that columns align", () => {
  assert.deepEqual([7, 70.26, 12_345.678].map((value) => formatNumber(value, 1)), [
    "7.0",
    "70.3",
    "12,345.7",
  ]);
});

Deno.test("a rate under one never reads as 100 %, and one above zero never as 0 %", () => {
  fc.assert(fc.property(fc.double({ min: 1e-12, max: 1 - 1e-9, noNaN: true }), (rate) => {
    assert.notEqual(formatRate(rate), "100.0 %");
    assert.notEqual(formatRate(rate), "0.0 %");
  }));
  assert.equal(formatRate(1), "100.0 %");
  assert.equal(formatRate(0), "0.0 %");
});

Deno.test("a rate just under a limit does not read as the limit", () => {
  assert.equal(formatRate(0.94999), "94.9 %");
  assert.equal(formatRate(0.95), "95.0 %");
  assert.equal(formatRate(0.29), "29.0 %");
});

Deno.test("prices show cents, and smaller parts where there are any", () => {
  assert.deepEqual([0.05, 0.075, 0.0125, 2.5, 15].map(formatUsd), [
    "$0.05",
    "$0.075",
    "$0.0125",
    "$2.50",
    "$15.00",
  ]);
});

Deno.test("instants are shown in UTC to the minute", () => {
  assert.equal(formatInstant("2026-11-22T02:50:59.123Z"), "2026-11-22 02:50 UTC");
});
