import assert from "node:assert/strict";
import { CommanderError } from "commander";
import { parseOptions } from "../../../../bench/instrument/options.ts";

Deno.test("parseOptions() lets an explicit option win over --quick", () => {
  const options = parseOptions(["--quick", "--concurrency", "4,8", "--parts", "capacity"]);
  assert.deepEqual(options.concurrency, [4, 8]);
  assert.deepEqual(options.parts, ["capacity"]);
  assert.equal(options.rounds, 1);
});

Deno.test("parseOptions() measures in full unless told to be quick", () => {
  const full = parseOptions([]);
  assert.deepEqual([full.rounds, full.concurrency.length], [3, 5]);
  assert.ok(full.parts.includes("capacity"));
  assert.equal(full.keepDisturbed, false);
  assert.equal(parseOptions(["--quick"]).rounds, 1);
});

Deno.test("parseOptions() keeps the order of the tables, whatever the order of the list", () => {
  assert.deepEqual(parseOptions(["--clients", "c-epoll,raw"]).clients, ["raw", "c-epoll"]);
});

for (
  const args of [
    ["--clients", "curl"],
    ["--parts", "steady,nothing"],
    ["--concurrency", "16,0"],
    ["--concurrency", "16,,64"],
    ["--seconds", "0"],
    ["--rounds", "1.5"],
    ["--client-core", "-1"],
    ["--unknown"],
    ["argument"],
  ]
) {
  Deno.test(`parseOptions() refuses ${args.join(" ")}`, () => {
    assert.throws(() => parseOptions(args), CommanderError);
  });
}
