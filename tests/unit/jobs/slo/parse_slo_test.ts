import assert from "node:assert/strict";
import fc from "fast-check";
import { METRIC_NAMES } from "../../../../jobs/metrics/mod.ts";
import { formatSlo, parseSlo, SloSyntaxError } from "../../../../jobs/slo/mod.ts";

Deno.test("parseSlo() reads metrics, statistics, comparisons and bounds with their units", () => {
  assert.deepEqual(parseSlo("ttft:p95<500ms;itl:p99<=50ms;e2e:mean<2s;success>=99%").clauses, [
    { kind: "metric", metric: "ttft_ms", statistic: "p95", comparison: "<", bound: 500 },
    { kind: "metric", metric: "itl_ms", statistic: "p99", comparison: "<=", bound: 50 },
    { kind: "metric", metric: "e2e_ms", statistic: "mean", comparison: "<", bound: 2000 },
    { kind: "run", figure: "success_rate", comparison: ">=", bound: 0.99 },
  ]);
});

Deno.test("parseSlo() reads every spelling of a unit, and does not mind spaces and a last ;", () => {
  const bound = (text: string) => parseSlo(text).clauses[0]!.bound;
  assert.equal(bound("ttft:p99.9 < 1500us"), 1.5);
  assert.equal(bound(" TTFT : P99_9 < 1500 \u00b5s ; "), 1.5);
  assert.equal(bound("ttft:p50<1500\u03bcs"), 1.5);
  assert.equal(bound("e2e:max<=0.5min"), 30_000);
  assert.equal(bound("output_tps:p50>=30tok/s"), 30);
  assert.equal(bound("output_throughput>1000tokens/s"), 1000);
  assert.equal(bound("request_throughput>=2.5req/s"), 2.5);
  assert.equal(bound("success>=0.995"), 0.995);
  assert.equal(bound("success_rate>=99.5%"), 99.5 * 0.01);
  assert.equal(bound("chunk_tokens:mean<1.5"), 1.5);
  assert.equal(bound("usage_gap:p50<1.1"), 1.1);
});

/** Expression, what is said, and what the carets stand under. */
const REFUSED: [string, RegExp, string][] = [
  ["", /an objective is missing/, ""],
  [";ttft:p95<1s", /an objective is missing/, ";"],
  ["ttft:p95<1s;;e2e:p95<2s", /an objective is missing/, ";"],
  ["ttfx:p95<500ms", /"ttfx" is no metric: write one of .*ttft/, "ttfx"],
  [":p95<500ms", /the metric is missing/, ":"],
  ["e2e:p95<2s; ttft<500ms", /of ttft say which statistic: ttft:p95/, "ttft"],
  ["ttft:p96<500ms", /"p96" is no statistic: write one of p25, .*p99\.9, mean/, "p96"],
  ["ttft: <500ms", /the statistic is missing/, "<"],
  ["ttft:p95", /has no bound: add one such as <500ms/, "ttft:p95"],
  ["ttft:p95=500ms", /write <=, <, >= or >/, "="],
  ["ttft:p95≤500ms", /write <=, <, >= or >/, "≤"],
  ["ttft:p95<", /the bound is missing/, ""],
  ["ttft:p95<500", /ttft needs a unit after 500: ms, us/, "500"],
  ["ttft:p95<500%", /"%" is no unit for ttft: write ms/, "%"],
  ["ttft:p95<-5ms", /"-5ms" is no bound: write a number of 0 or more/, "-5ms"],
  ["ttft:p95<fast", /"fast" is no bound/, "fast"],
  ["ttft:p95<1e3ms", /"e3ms" is no unit/, "e3ms"],
  ["ttft:p95<9999999999999s", /too large/, "9999999999999s"],
  ["success:mean>=99%", /takes no statistic/, ":mean"],
  ["success>=99", /a share cannot be above 100 %/, "99"],
  ["ttft:p95<500ms,e2e:p95<2s", /"ms,e2e:p95<2s" is no unit/, "ms,e2e:p95<2s"],
  ["ttft:p95<1constructor", /"constructor" is no unit/, "constructor"],
];

Deno.test("parseSlo() refuses what it cannot read, and marks the place", () => {
  for (const [expression, problem, place] of REFUSED) {
    assert.throws(() => parseSlo(expression), (error: unknown) => {
      assert.ok(error instanceof SloSyntaxError, expression);
      assert.match(error.problem, problem);
      const [first, shown, carets] = error.message.split("\n");
      assert.equal(first, error.problem);
      const at = carets!.indexOf("^");
      const length = carets!.length - at;
      assert.equal(shown!.slice(at, at + length), place, `${expression}\n${error.message}`);
      return true;
    });
  }
});

Deno.test("the carets stand right although the expression holds control characters", () => {
  assert.throws(
    () => parseSlo("e2e:p50<1s;\tttfx:p95<1s"),
    /\n {2}e2e:p50<1s; ttfx.*\n {14}\^{4}$/,
  );
  assert.throws(
    () => parseSlo("ttft:p95<1s\ne2e:p50<2s"),
    /^SloSyntaxError: "1s e2e:p50<2s" is no bound.*\n {2}ttft:p95<1s e2e:p50<2s\n {11}\^{13}$/,
  );
});

const clause = fc.oneof(
  fc.record({
    kind: fc.constant("metric" as const),
    metric: fc.constantFrom(...METRIC_NAMES),
    statistic: fc.constantFrom("p25", "p50", "p95", "p99_9", "mean", "min", "max"),
    comparison: fc.constantFrom("<", "<=", ">", ">="),
    bound: fc.integer({ min: 0, max: 9_999_999 }).map((n) => n / 1000),
  }),
  fc.record({
    kind: fc.constant("run" as const),
    figure: fc.constantFrom("success_rate", "stall_rate", "requests_per_s", "total_tokens_per_s"),
    comparison: fc.constantFrom("<", "<=", ">", ">="),
    bound: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
  }),
);

Deno.test("formatSlo() writes what parseSlo() reads, and always the same", () => {
  fc.assert(fc.property(fc.array(clause, { minLength: 1, maxLength: 4 }), (clauses) => {
    const text = formatSlo({ clauses } as Parameters<typeof formatSlo>[0]);
    const read = parseSlo(text);
    assert.equal(formatSlo(read), text);
    read.clauses.forEach(({ bound, ...rest }, i) => {
      const { bound: expected, ...others } = clauses[i]!;
      assert.deepEqual(rest, others);
      assert.ok(Math.abs(bound - expected) <= 1e-12 * Math.max(1, expected));
    });
  }));
  assert.equal(
    formatSlo(parseSlo("ttft_ms:p95 < 0.5s; success>=0.07")),
    "ttft:p95<500ms;success>=7%",
  );
  assert.equal(formatSlo(parseSlo("ttft:p95<0.0000001us")), "ttft:p95<0.0000000001ms");
});

Deno.test("parseSlo() never fails otherwise, whatever it is given", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[ttf:;<>=p95ms0-9% ]*$/)), (text) => {
      try {
        assert.equal(formatSlo(parseSlo(formatSlo(parseSlo(text)))), formatSlo(parseSlo(text)));
      } catch (error) {
        assert.ok(error instanceof SloSyntaxError, String(error));
      }
    }),
  );
});
