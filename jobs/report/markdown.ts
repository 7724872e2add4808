import { QUANTILE_KEYS } from "../metrics/mod.ts";
import type { Report } from "./report_types.ts";

const RESULT = { pass: "pass", fail: "FAIL", not_applicable: "n/a" } as const;
const MET = { met: "met", not_met: "NOT met", not_judged: "not judged" } as const;
const METRICS = ["ttft_ms", "ttfa_ms", "itl_ms", "tpot_ms", "e2e_ms", "output_tps"] as const;

/** A report as Markdown, for issues, wikis and mail. */
export function toMarkdown(report: Report): string {
  return [
    ...heading(report),
    ...answer(report),
    ...checks(report),
    ...steps(report),
    ...capacity(report),
    ...comparison(report),
    ...figures(report),
    ...context(report),
    "## Reproduce it",
    "",
    // Indented, so that no text of the command can end the block.
    ...report.command.split("\n").map((line) => `    ${line}`),
    "",
  ].join("\n");
}

function heading(report: Report): string[] {
  return [
    `# ${text(report.endpoint_id)}, plan ${text(report.plan_kind)}`,
    "",
    `${text(report.model)} at ${text(report.provider_name)}, ${report.started_at}, ` +
    `${report.status}${report.reason === null ? "" : `: ${text(report.reason)}`}`,
    "",
    ...report.imported_from === null
      ? []
      : [`Imported: measured by ${text(report.imported_from)}; never ranked.`, ""],
  ];
}

function answer({ slo, objectives, saturation, scaling, ...report }: Report): string[] {
  const lines: string[] = [];
  if (slo !== null) {
    lines.push(`- Objectives: ${text(slo.expression)}`);
    if (slo.max_rate_per_s !== null) {
      const interval = slo.interval_per_s === null
        ? "no interval"
        : `95 % interval ${figure(slo.interval_per_s[0])} to ${figure(slo.interval_per_s[1])}`;
      lines.push(
        `- Highest rate that meets them: ${figure(slo.max_rate_per_s)} requests/s, ${interval}, ` +
          (slo.confirmed ? "confirmed" : "not confirmed"),
      );
    } else if (slo.reason !== null) lines.push(`- No highest rate: ${text(slo.reason)}`);
  }
  if (objectives !== null) {
    const many = report.steps.length > 1;
    lines.push(`- Objectives${many ? ` in run ${report.main_run_id}` : ""}:`);
    for (const { objective, verdict, value, reason } of objectives.clauses) {
      lines.push(
        `  - ${text(objective)}: ${MET[verdict]}` +
          (value === null ? "" : `, measured ${figure(value)}`) +
          (reason === undefined ? "" : ` (${text(reason)})`),
      );
    }
    if (objectives.goodput !== null) {
      const { share: { passed, asked }, requests_per_s } = objectives.goodput;
      lines.push(
        `  - Goodput: ${passed} of ${asked} requests met them all` +
          (requests_per_s === null ? "" : `, ${figure(requests_per_s)} requests/s`),
      );
    }
  }
  if (saturation !== null) lines.push(`- Sweep: ${text(saturation)}`);
  if (scaling?.max_effective_concurrency != null) {
    lines.push(`- Highest useful concurrency: ${scaling.max_effective_concurrency}`);
  }
  return lines.length === 0 ? [] : [...lines, ""];
}

function checks({ checklist }: Report): string[] {
  return [
    "## Validation checklist",
    "",
    ...table(
      ["check", "result", "why"],
      checklist.map(({ title, result, why }) => [text(title), RESULT[result], text(why)]),
    ),
  ];
}

function steps({ steps, slo }: Report): string[] {
  return [
    steps.length === 1 ? "## Load" : "## Steps",
    "",
    ...table(
      [
        "step",
        "stage",
        "offered 1/s",
        "planned 1/s",
        "served 1/s",
        "output tokens/s",
        "TTFT P50 ms",
        "TTFT P99 ms",
        "TPOT P50 ms",
        "E2E P50 ms",
        "success",
        ...slo === null ? [] : ["goodput 1/s", "objectives"],
        "requests",
        "instrument",
      ],
      steps.map((step) => [
        text(step.label),
        text(step.stage),
        figure(step.offered_rate_per_s),
        figure(step.planned_rate_per_s),
        figure(step.achieved_rate_per_s),
        figure(step.output_tokens_per_s),
        figure(step.ttft_p50_ms),
        (step.ttft_p99_certified || step.ttft_p99_ms === null ? "" : "~") +
        figure(step.ttft_p99_ms),
        figure(step.tpot_p50_ms),
        figure(step.e2e_p50_ms),
        figure(step.success_rate),
        ...slo === null
          ? []
          : [figure(step.goodput_per_s), step.slo_verdict === null ? "-" : MET[step.slo_verdict]],
        String(step.requests),
        text(step.verdict ?? step.status),
      ]),
    ),
    "~ an estimate: too few requests to state it with 99 % confidence.",
    "",
  ];
}

function capacity({ capacity }: Report): string[] {
  if (capacity === null || capacity.length === 0) return [];
  const [{ under, headroom }] = capacity as [typeof capacity[number]];
  const share = (value: number) => `${figure(100 * value)} %`;
  const last = capacity.at(-1)!;
  return [
    "## Capacity",
    "",
    `Under ${text(under)}, ${share(headroom)} of each instance kept free.`,
    "",
    ...table(
      [
        ...["requests/s", "instances", "GPUs", "requests/s each", "used"],
        ...["USD/h", "USD per million requests", "most rests on"],
      ],
      capacity.map((answer) => [
        figure(answer.target_rate),
        String(answer.instances),
        figure(answer.gpus),
        figure(answer.rate_per_instance),
        share(answer.utilisation),
        figure(answer.cost?.usd_per_hour ?? null),
        figure(answer.cost?.usd_per_million_requests ?? null),
        text(answer.assumptions[0]?.name ?? "-"),
      ]),
    ),
    `By how much the answer changes without an assumption, at ${figure(last.target_rate)}/s:`,
    "",
    ...last.assumptions.map(({ statement, effect }) => `- ${share(effect)}: ${text(statement)}`),
    "",
  ];
}

function comparison({ comparison, endpoint_id, against_endpoint_id }: Report): string[] {
  if (comparison === null) return [];
  return [
    `## A (${text(endpoint_id)}) against B (${text(against_endpoint_id ?? "not recorded")})`,
    "",
    ...table(
      ["metric", "B less A", "95 % interval", "p (Holm)", "verdict"],
      Object.entries(comparison).map(([name, found]) => [
        text(name),
        figure(found.difference),
        found.interval === null ? "-" : found.interval.map(figure).join(" to "),
        figure(found.p_holm),
        found.verdict,
      ]),
    ),
  ];
}

function figures({ statistics, main_run_id, steps }: Report): string[] {
  if (statistics === null) return [];
  return [
    "## Figures",
    "",
    ...steps.length > 1 ? [`Of run ${main_run_id}.`, ""] : [],
    ...table(
      ["metric", ...QUANTILE_KEYS.map((key) => key.toUpperCase().replace("_", ".")), "mean", "n"],
      METRICS.map((name) => {
        const found = statistics.metrics[name];
        return [
          name,
          ...QUANTILE_KEYS.map((key) =>
            found[key] === null
              ? "-"
              : (found.certified.includes(key) ? "" : "~") + figure(found[key])
          ),
          figure(found.mean),
          String(found.n),
        ];
      }),
    ),
    "95 % intervals (- where the values bound none):",
    "",
    ...table(
      ["metric", ...QUANTILE_KEYS.map((key) => key.toUpperCase().replace("_", ".")), "mean"],
      METRICS.map((name) => {
        const { ci95 } = statistics.metrics[name];
        return [
          name,
          ...[...QUANTILE_KEYS, "mean" as const].map((key) =>
            ci95[key] === undefined ? "-" : ci95[key].map(figure).join(" to ")
          ),
        ];
      }),
    ),
  ];
}

function context({ context }: Report): string[] {
  return [
    "## Context",
    "",
    ...table(
      ["", "", ""],
      context.map(({ section, name, value }) => [
        section,
        text(name),
        value === null ? "not stated" : text(value),
      ]),
    ),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [
    `| ${head.join(" | ")} |`,
    `|${head.map(() => " --- ").join("|")}|`,
    ...rows.map((row) => `| ${row.join(" | ")} |`),
    "",
  ];
}

function figure(value: number | null): string {
  return value === null ? "-" : String(Number(value.toPrecision(4)));
}

/** Text from outside as text: no markup, no table cell, no line of it gets through. */
function text(value: string): string {
  return value.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_{}[\]<>()#|!~]/g, "\\$&");
}
