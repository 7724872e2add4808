import type { StepRow } from "./report_types.ts";
import { column, type Table } from "./table.ts";

const TEXTS = [
  "run_id",
  "stage",
  "label",
  "side",
  "endpoint_id",
  "status",
  "verdict",
  "slo_verdict",
] as const;
const NUMBERS = [
  "offered_rate_per_s",
  "planned_rate_per_s",
  "concurrency",
  "achieved_rate_per_s",
  "output_tokens_per_s",
  "duration_s",
  "requests",
  "success_rate",
  "goodput_per_s",
  "goodput_share",
  "ttft_p50_ms",
  "ttft_p99_ms",
  "itl_p50_ms",
  "tpot_p50_ms",
  "e2e_p50_ms",
  "e2e_p99_ms",
  // A seed may exceed 32 bits; a double holds every one.
  "seed",
] as const;

/** The runs of a report, a row each. */
export function stepTable(steps: readonly StepRow[]): Table {
  return [
    ...TEXTS.map((name) => column(steps, name, "STRING", (step) => step[name])),
    ...NUMBERS.map((name) => column(steps, name, "DOUBLE", (step) => step[name])),
    column(steps, "ttft_p99_certified", "BOOLEAN", (step) => step.ttft_p99_certified),
  ];
}
