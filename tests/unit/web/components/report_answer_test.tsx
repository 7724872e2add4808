import assert from "node:assert/strict";
import type { ReportJson } from "../../../../api/contract.ts";
import { summarizeRun } from "../../../../jobs/metrics/mod.ts";
import { ReportAnswer } from "../../../../web/components/report/report_answer.tsx";
import { makeSample } from "../../../testing/samples.ts";

const SLO = { expression: "ttft:p95<900ms;success>=99%" };

function answer(report: Partial<ReportJson>): string {
  const whole = { slo: null, statistics: null, objectives: null, ...report } as ReportJson;
  return String(<ReportAnswer report={whole} />);
}

Deno.test("a report's first figures are marked where they are estimates", () => {
  const samples = Array.from({ length: 20 }, (_, index) => makeSample({ index }, 5));
  const text = answer({ statistics: summarizeRun(samples, { price: null }) });
  const [p50, p99] = ["TTFT P50", "TTFT P99"].map((label) =>
    new RegExp(`${label}.*?<dd>(.*?)</dd>`, "s").exec(text)![1]!
  );
  assert.doesNotMatch(p50!, /~/);
  assert.match(p99!, /~/);
});

Deno.test("a report says each objective on a line, and why no rate meets them or none is sure", () => {
  const rate = { max_rate_per_s: 12.4, interval_per_s: [11, 14] as [number, number] };
  const confirmed = answer({ slo: { ...SLO, ...rate, confirmed: true, reason: null } });
  assert.match(confirmed, /11–14, confirmed/);
  assert.match(confirmed, /<dd[^>]*>ttft:p95&lt;900ms<\/dd>/);
  assert.match(confirmed, /<dd[^>]*>success&gt;=99%<\/dd>/);
  const wide = answer({ slo: { ...SLO, ...rate, confirmed: false, reason: "12 % wide" } });
  assert.match(wide, /11–14, not confirmed.*Not confirmed: 12 % wide/s);
  const none = answer({
    slo: {
      ...SLO,
      max_rate_per_s: null,
      interval_per_s: null,
      confirmed: false,
      reason: "not even 0.1/s met them",
    },
  });
  assert.match(none, /No highest rate: not even 0\.1\/s met them/);
  assert.doesNotMatch(none, /Highest rate that meets/);
});

Deno.test("a report says of each objective whether it was met, and how many requests met all", () => {
  const clause = { objective: "ttft:p95<900ms", bound: 900, interval: null, certified: true };
  const text = answer({
    slo: { ...SLO, max_rate_per_s: null, interval_per_s: null, confirmed: null, reason: null },
    objectives: {
      verdict: "not_met",
      clauses: [
        { ...clause, verdict: "not_met", value: 1234 },
        { ...clause, verdict: "not_judged", value: null, reason: "not recorded" },
      ],
      goodput: { share: { passed: 3, asked: 20, rate: 0.15, ci95: null }, requests_per_s: 1.5 },
    },
  });
  assert.match(text, /ttft:p95&lt;900ms.*?not met, measured 1,?234/s);
  assert.match(text, /not judged \(not recorded\)/);
  assert.match(text, /Goodput.*?1\.50?<.*?3 of 20 requests met them all/s);
});
