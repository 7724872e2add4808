import type { ReportJson } from "../../../api/contract.ts";
import { NO_FIGURE } from "../../format/figures.ts";
import { QuantileTable } from "../quantile_table.tsx";
import { ScrollTable } from "../scroll_table.tsx";
import { Time } from "../time.tsx";
import { CapacitySection } from "./capacity_section.tsx";
import { ChecklistSection } from "./checklist_section.tsx";
import { ComparisonTable } from "./comparison_table.tsx";
import { ReportAnswer } from "./report_answer.tsx";
import { CurveCharts, curveSteps, HistogramCharts, SeriesCharts } from "./report_charts.tsx";
import { StepsTable } from "./steps_table.tsx";

interface ReportBodyProps {
  report: ReportJson;
  /** Address of the site, without a slash at the end; null where nothing can be linked. */
  base: string | null;
}

const SECTIONS = ["Served", "Load", "Client", "Record"] as const;

/** A report from its heading to its last line; a page of the site and a file of its own show it. */
export function ReportBody({ report, base }: ReportBodyProps) {
  const { statistics, series, histograms, steps } = report;
  const many = steps.filter(({ stage }) => stage !== "warmup").length > 1;
  return (
    <>
      <h1 class="outside-text">{report.endpoint_id}</h1>
      <p class="lead">
        <span class="outside-text">{report.model} at {report.provider_name}</span>, plan{" "}
        {report.plan_kind}, <Time at={report.started_at} />{" "}
        {report.status !== "complete" && (
          <span class={`badge badge-${report.status}`}>{report.status}</span>
        )}
      </p>
      {report.imported_from !== null && (
        <p class="note outside-text">
          Imported: measured by{" "}
          {report.imported_from}, not by this instrument. Its definitions differ, and it is never
          ranked.
        </p>
      )}
      {report.reason !== null && <p class="note outside-text">{report.reason}</p>}
      <ReportAnswer report={report} />
      {many && report.main_run_id !== null && (
        <p class="fine outside-text">
          Latencies, output and success are those of the step "{steps.find(({ run_id }) =>
            run_id === report.main_run_id
          )?.label}".
        </p>
      )}
      <ChecklistSection items={report.checklist} />
      {curveSteps(report).length > 1 && (
        <section aria-labelledby="curves">
          <h2 id="curves">Curves</h2>
          <CurveCharts report={report} />
          {report.saturation !== null && <p class="outside-text">{report.saturation}</p>}
          {report.scaling?.max_effective_concurrency != null && (
            <p>
              {report.scaling.max_effective_concurrency}{" "}
              requests in flight bring 95&nbsp;% of the highest throughput; more of them wait.
            </p>
          )}
        </section>
      )}
      <CapacitySection capacity={report.capacity} />
      <ComparisonTable report={report} />
      <section aria-labelledby="steps">
        <h2 id="steps">{steps.length === 1 ? "Load" : "Steps"}</h2>
        <StepsTable steps={steps} base={base} />
        <p class="fine">
          <b>~</b> marks an estimate: too few requests to state it with 99&nbsp;% confidence.
        </p>
      </section>
      {series !== null && (
        <section aria-labelledby="series">
          <h2 id="series">Over time</h2>
          <SeriesCharts series={series} />
          <p>
            TTFT {inWords(series.drift.ttft_ms)}; time per output token{" "}
            {inWords(series.drift.tpot_ms)}.
          </p>
        </section>
      )}
      {histograms !== null && (
        <section aria-labelledby="distributions">
          <h2 id="distributions">Distributions</h2>
          <HistogramCharts histograms={histograms} />
        </section>
      )}
      {statistics !== null && (
        <section aria-labelledby="figures">
          <h2 id="figures">All figures</h2>
          {steps.length > 1 && <p class="outside-text">Of run {report.main_run_id}.</p>}
          <QuantileTable statistics={statistics} />
        </section>
      )}
      <Context report={report} />
      <section aria-labelledby="reproduce">
        <h2 id="reproduce">Reproduce it</h2>
        <pre tabindex={0}><code>{report.command}</code></pre>
      </section>
    </>
  );
}

function Context({ report }: { report: ReportJson }) {
  return (
    <section aria-labelledby="context">
      <h2 id="context">Context</h2>
      {SECTIONS.map((section) => (
        <>
          <h3>{section}</h3>
          <ScrollTable label={`Context: ${section}`}>
            <tbody>
              {report.context.filter((entry) => entry.section === section).map((entry) => (
                <tr>
                  <th scope="row">{entry.name}</th>
                  <td class={entry.value === null ? "muted" : "outside-text"}>
                    {entry.value ?? "not stated"}
                  </td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        </>
      ))}
    </section>
  );
}

type Drift = NonNullable<ReportJson["series"]>["drift"]["ttft_ms"];

function inWords({ verdict, relative_change, p_value }: Drift): string {
  if (verdict === "too_few") return "cannot be judged: too few windows with answers";
  const change = relative_change === null
    ? NO_FIGURE
    : `${relative_change >= 0 ? "+" : ""}${(100 * relative_change).toFixed(1)} % over the run`;
  return verdict === "steady"
    ? `is steady (${change})`
    : `drifts (${change}, p = ${p_value?.toPrecision(2)})`;
}
