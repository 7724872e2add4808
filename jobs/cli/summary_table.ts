import Table from "cli-table3";
import {
  type Distribution,
  type HalvesCompared,
  type MetricName,
  QUANTILE_KEYS,
  type SteadyState,
} from "../metrics/mod.ts";
import type { RunOutcome } from "../run_benchmark.ts";
import type { Quality } from "../run_record.ts";
import { correctness } from "./summary_json.ts";

const SHOWN: readonly [MetricName, label: string, digits: number][] = [
  ["ttft_ms", "TTFT (ms)", 1],
  ["ttfa_ms", "time to first answer (ms)", 1],
  ["itl_ms", "inter-token latency (ms)", 2],
  ["tpot_ms", "time per output token (ms)", 2],
  ["e2e_ms", "end to end (ms)", 0],
  ["output_tps", "output speed (tokens/s)", 1],
  ["max_stall_ms", "longest stall (ms)", 1],
  ["chunk_tokens", "tokens per event", 2],
  ["connect_ms", "connection set-up (ms)", 1],
];

/** The run as a table for people. `~` marks a quantile the run is too short to be sure of. */
export function summaryTable(outcome: RunOutcome): string {
  const { record, statistics, quality } = outcome;
  const { counts, throughput } = statistics;
  const plain = { style: { head: [], border: [] } };
  const table = new Table({
    ...plain,
    head: ["", ...QUANTILE_KEYS.map((key) => key.toUpperCase().replace("_", ".")), "mean", "n"],
    colAligns: ["left", ...Array<"right">(QUANTILE_KEYS.length + 2).fill("right")],
  });
  for (const [name, label, digits] of SHOWN) {
    const metric = statistics.metrics[name];
    if (metric.n > 0) table.push([label, ...cells(metric, digits)]);
  }
  const correct = correctness(outcome.checks);
  const lines = [
    `${record.endpoint.id}  ${record.workloadId}  seed ${record.seed}`,
    table.toString(),
    "~ an estimate: the run is too short to state this quantile with 99 % confidence",
    ...absentTtft(outcome),
    "",
    `requests     ${counts.ok} ok, ${counts.failed} failed of ${counts.started}` +
    (statistics.success_rate === null ? "" : ` (success ${percent(statistics.success_rate)})`),
    ...Object.entries(statistics.failures).map(([kind, count]) => `             ${kind}: ${count}`),
    `throughput   ${figure(throughput.output_tokens_per_s, 1)} output tokens/s, ` +
    `${figure(throughput.requests_per_s, 2)} requests/s over ${figure(throughput.window_s, 1)} s`,
    `correct      ${
      correct === null
        ? "not checked (--checks 20 asks 20 questions)"
        : `${correct.passed} of ${correct.asked}`
    }`,
    `steady       ${steadyLine(statistics.steady_state)}`,
    `instrument   ${[quality.verdict, ...quality.reasons].join("; ")}`,
    ...notesOf(quality).map((note) => `             ${note}`),
    `run          ${record.id}`,
  ];
  return lines.join("\n");
}

/** Why answers have no first token to time. */
function absentTtft({ statistics: { counts, metrics } }: RunOutcome): string[] {
  const { n, reason } = metrics.ttft_ms;
  return counts.ok === 0 || n > 0 || reason === undefined ? [] : [`no TTFT: ${reason}`];
}

/** Whether the run's first half was like its second. */
function steadyLine(steady: SteadyState): string {
  const halves: [label: string, compared: HalvesCompared, digits: number][] = [
    ["TTFT", steady.ttft_ms, 1],
    ["time per output token", steady.tpot_ms, 2],
  ];
  return halves.map(([label, compared, digits]) => {
    const { first_half_p50, second_half_p50, p_value, verdict } = compared;
    if (verdict === "too_few") return `${label} cannot be judged: too few requests`;
    if (verdict === "steady") return `${label} yes`;
    return `${label} no: P50 ${figure(first_half_p50, digits)} ms in the first half, ` +
      `${figure(second_half_p50, digits)} ms in the second (p = ${p_value!.toPrecision(2)})`;
  }).join("; ");
}

function notesOf(quality: Quality): string[] {
  const { notes } = quality;
  return Array.isArray(notes) ? notes.map(String) : [];
}

function cells(metric: Distribution, digits: number): string[] {
  return [
    ...QUANTILE_KEYS.map((key) =>
      (metric.certified.includes(key) ? "" : "~") + figure(metric[key], digits)
    ),
    figure(metric.mean, digits),
    String(metric.n),
  ];
}

function figure(value: number | null, digits: number): string {
  return value === null ? "-" : value.toFixed(digits);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
