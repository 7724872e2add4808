import assert from "node:assert/strict";
import {
  findProfile,
  planStream,
  PROFILES,
  stepShiftMs,
} from "../../../../providers/simulated/profiles.ts";

function plan(name: string, requestNumber = 0, seed = 1, outputTokens = 100) {
  const profile = findProfile(name)!;
  return planStream({
    profile,
    settings: profile.defaults,
    seed,
    requestNumber,
    outputTokens,
    answer: null,
  });
}

const gaps = (atMs: number[]) => atMs.slice(1).map((at, i) => at - atMs[i]!);

for (const { name } of PROFILES) {
  Deno.test(`${name}: the same seed and request give the same plan, another request another text`, () => {
    assert.deepEqual(plan(name, 3), plan(name, 3));
    const text = (n: number) => plan(name, n).events.map((event) => event.text).join("");
    assert.notEqual(text(3), text(4));
  });

  Deno.test(`${name}: events carry the tokens asked for, in order of time`, () => {
    const { events } = plan(name, 5, 2, 97);
    assert.equal(events.reduce((sum, event) => sum + event.tokens, 0), 97);
    for (const gap of gaps(events.map((event) => event.atMs))) assert.ok(gap > 0);
  });
}

Deno.test("deterministic: the first event is due at the TTFT, each later one a gap on", () => {
  const { events } = plan("deterministic");
  assert.deepEqual(events.map((e) => e.atMs), Array.from({ length: 100 }, (_, i) => 200 + 20 * i));
});

Deno.test("lognormal: times spread around the nominal ones", () => {
  const firsts = Array.from({ length: 400 }, (_, n) => plan("lognormal", n, 1, 2).events[0]!.atMs);
  firsts.sort((a, b) => a - b);
  assert.ok(Math.abs(firsts[200]! - 200) < 15, String(firsts[200]));
  assert.ok(firsts[0]! < 140 && firsts[399]! > 300);
});

Deno.test("engine-steps: responses received at any time send on the same grid", () => {
  const { stepMs, events } = plan("engine-steps");
  assert.equal(stepMs, 20);
  for (const receivedMs of [1000, 1003.7, 1019.999, 123456.789]) {
    const shift = stepShiftMs(stepMs, receivedMs + events[0]!.atMs);
    assert.ok(shift >= 0 && shift < 20);
    const onGrid = (receivedMs + shift + events[7]!.atMs) / 20;
    assert.ok(Math.abs(onGrid - Math.round(onGrid)) < 1e-6);
  }
});

Deno.test("multi-token: events hold several tokens, k on average", () => {
  const { events } = plan("multi-token", 0, 1, 4000);
  assert.ok(new Set(events.map((event) => event.tokens)).size >= 5);
  assert.ok(Math.abs(4000 / events.length - 4) < 0.3);
});

Deno.test("reasoning: reasoning comes first, then the answer", () => {
  const sorts = plan("reasoning").events.map((event) => event.sort);
  assert.deepEqual(sorts, [...Array(40).fill("reasoning"), ...Array(60).fill("content")]);
});

Deno.test("stalls: a few gaps are 25 times as long, the others nominal", () => {
  const all = gaps(plan("stalls", 0, 1, 2000).events.map((event) => Math.round(event.atMs)));
  const long = all.filter((gap) => gap === 500).length;
  assert.ok(long > 20 && long < 70, String(long));
  assert.equal(all.filter((gap) => gap === 20).length, all.length - long);
});

Deno.test("a given answer replaces the generated text, piece by piece", () => {
  const profile = findProfile("deterministic")!;
  const answer = [{ text: "42", tokens: 1 }, { text: " apples", tokens: 1 }];
  const { events } = planStream({
    profile,
    settings: profile.defaults,
    seed: 1,
    requestNumber: 0,
    outputTokens: 100,
    answer,
  });
  assert.deepEqual(events.map((event) => event.text), ["42", " apples"]);
});
