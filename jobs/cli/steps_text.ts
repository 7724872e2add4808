import Table from "cli-table3";
import type { DoneStep } from "../group_json.ts";
import type { Level } from "../plans/mod.ts";

/** Columns between spaces, without rules: eleven of them fit into a terminal of 80 columns. */
const BARE = {
  style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  chars: {
    ...Object.fromEntries(
      ["top", "bottom", "left", "right", "mid"].flatMap((side) =>
        [side, `${side}-left`, `${side}-mid`, `${side}-right`].map((name) => [name, ""])
      ),
    ),
    ...{ "left-mid": "", "mid-mid": "", "right-mid": "", middle: " " },
  },
};

/**
 * The steps of a plan, a line each under the name of their stage, at most 80 columns wide.
 *
 * @param judged whether there are objectives, which goodput is reckoned by
 */
export function stepsText(steps: readonly DoneStep[], judged: boolean): string[] {
  const goodput = (cell: string) => judged ? [cell] : [];
  const head = [
    ...["", "level", "req/s", "tok/s", "TTFT\nP50", "TTFT\nP99", "TPOT\nP50", "E2E\nP99", "ok %"],
    ...goodput("good\n/s"),
    "client",
  ];
  const table = new Table({
    ...BARE,
    head,
    colAligns: ["right", "left", ...Array<"right">(head.length - 3).fill("right"), "left"],
  });
  let before: DoneStep | undefined;
  for (const done of steps) {
    const { run: { statistics, quality }, result } = done;
    const { metrics, throughput, success_rate } = statistics;
    const { step } = result;
    if (step.stage !== before?.result.step.stage) {
      table.push([{ content: step.stage, colSpan: head.length, hAlign: "left" }]);
    }
    table.push([
      step.index + 1,
      levelText(step.level) + (isAgain(done, before) ? ", again" : ""),
      digits(throughput.requests_per_s),
      digits(throughput.output_tokens_per_s),
      digits(metrics.ttft_ms.p50),
      (metrics.ttft_ms.certified.includes("p99") ? "" : "~") + digits(metrics.ttft_ms.p99),
      digits(metrics.tpot_ms.p50),
      digits(metrics.e2e_ms.p99),
      // Rounded down: 100 is all of them.
      success_rate === null ? "-" : String(Math.floor(success_rate * 1000 + 1e-9) / 10),
      ...goodput(digits(result.goodput?.requests_per_s ?? null)),
      quality.verdict,
    ]);
    before = done;
  }
  const lines = table.toString().split("\n").map((line) => line.trimEnd());
  return [
    ...lines,
    "TTFT, TPOT and E2E in ms; ~ too few requests to state it with 99 % confidence",
  ];
}

/** A level of a sweep that was made once more. */
function isAgain({ result }: DoneStep, before: DoneStep | undefined): boolean {
  return result.step.stage === "sweep" && before?.result.step.stage === "sweep" &&
    levelText(result.step.level) === levelText(before.result.step.level);
}

export function levelText(level: Level): string {
  return level.kind === "rate"
    ? `${Number(level.ratePerS.toPrecision(4))}/s`
    : `${level.concurrency} streams`;
}

/** Three digits, and all of those before the point. */
function digits(value: number | null): string {
  if (value === null) return "-";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
