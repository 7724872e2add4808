import assert from "node:assert/strict";
import { barChart, sparkline } from "../../../../jobs/cli/text_chart.ts";

Deno.test("bars are to one scale, the inner value over the outer, and what is absent is a dash", () => {
  assert.deepEqual(
    barChart([
      { label: "1/s", inner: 100, outer: 400 },
      { label: "10/s", inner: 400, outer: null },
      { label: "20/s", inner: null, outer: null },
    ]),
    [
      ` 1/s  ${"▓".repeat(10)}${"░".repeat(30)} 100 (400)`,
      `10/s  ${"▓".repeat(40)} 400`,
      "20/s  -",
    ],
  );
  assert.deepEqual(barChart([{ label: "a", inner: 0, outer: 0 }]), ["a   0 (0)"]);
});

Deno.test("a line over time goes from the smallest value to the largest and shows its gaps", () => {
  assert.equal(sparkline([1, null, 8, 4.5]), "▁ █▅");
  assert.equal(sparkline([3, 3]), "▁▁");
  assert.equal(sparkline([]), "");
});
