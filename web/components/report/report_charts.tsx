import type { ReportJson, StepRowJson } from "../../../api/contract.ts";
import { formatSignificant } from "../../format/figures.ts";
import { RUN_METRIC_LABELS } from "../../format/labels.ts";
import { BarChart } from "./bar_chart.tsx";
import { LineChart } from "./line_chart.tsx";

/** More steps than a sweep has are probes of a search, which repeat a load and scatter around it. */
const MOST_JOINED = 12;

/** The steps that curves are made of: each its own load, for as long as the others. */
export function curveSteps({ steps }: Pick<ReportJson, "steps">): StepRowJson[] {
  return steps.filter(({ stage, status }) =>
    stage !== "warmup" && stage !== "compare" && stage !== "sustained" && status === "complete"
  );
}

/** Curves of a group: what load does to latency and throughput. */
export function CurveCharts({ report }: { report: ReportJson }) {
  const steps = curveSteps(report).sort((a, b) => levelOf(a) - levelOf(b));
  const joined = steps.length <= MOST_JOINED;
  const byRate = steps.filter(({ offered_rate_per_s }) => offered_rate_per_s !== null);
  const byConcurrency = steps.filter(({ concurrency }) => concurrency !== null);
  const over = (
    rows: StepRowJson[],
    x: (row: StepRowJson) => number | null,
    y: (row: StepRowJson) => number | null,
  ) => rows.flatMap((row) => x(row) === null ? [] : [{ x: x(row)!, y: y(row) }]);
  const latency = (rows: StepRowJson[], x: (row: StepRowJson) => number | null) => [
    { name: "P50", style: 1, joined, points: over(rows, x, (row) => row.ttft_p50_ms) } as const,
    { name: "P99", style: 2, joined, points: over(rows, x, (row) => row.ttft_p99_ms) } as const,
  ];
  const rate = (row: StepRowJson) => row.offered_rate_per_s;
  const streams = (row: StepRowJson) => row.concurrency;
  return (
    <div class="charts">
      {byRate.length > 1 && (
        <>
          <LineChart
            title="TTFT under load"
            xLabel="offered requests/s"
            yLabel="ms"
            lines={latency(byRate, rate)}
            steep
            limits={limitsOf(report, "ttft_ms")}
          />
          <LineChart
            title="End to end under load"
            xLabel="offered requests/s"
            yLabel="ms"
            lines={[
              {
                name: "P50",
                style: 1,
                joined,
                points: over(byRate, rate, (row) => row.e2e_p50_ms),
              },
              {
                name: "P99",
                style: 2,
                joined,
                points: over(byRate, rate, (row) => row.e2e_p99_ms),
              },
            ]}
            steep
            limits={limitsOf(report, "e2e_ms")}
          />
          <LineChart
            title="Requests served"
            xLabel="offered requests/s"
            yLabel="requests/s"
            lines={[
              {
                name: "served",
                style: 1,
                joined,
                points: over(byRate, rate, (r) => r.achieved_rate_per_s),
              },
              { name: "offered", style: 3, points: over(byRate, rate, rate) },
            ]}
          />
        </>
      )}
      {byConcurrency.length > 1 && (
        <LineChart
          title="TTFT with streams"
          xLabel="requests in flight"
          yLabel="ms"
          lines={latency(byConcurrency, streams)}
          steep
          limits={limitsOf(report, "ttft_ms")}
        />
      )}
      {steps.length > 1 && (
        <LineChart
          title="Throughput and latency"
          xLabel="output tokens/s"
          yLabel="TTFT, ms"
          lines={latency(steps, (row) => row.output_tokens_per_s)}
          steep
          limits={limitsOf(report, "ttft_ms")}
        />
      )}
      {report.scaling && (
        <LineChart
          title="Scaling"
          xLabel="requests in flight"
          yLabel="efficiency"
          lines={[{
            name: "throughput a stream, over the smallest's",
            style: 1,
            points: report.scaling.efficiency.map(({ concurrency, efficiency }) => ({
              x: concurrency,
              y: efficiency,
            })),
          }]}
        />
      )}
    </div>
  );
}

/** The main run over time. */
export function SeriesCharts({ series }: { series: NonNullable<ReportJson["series"]> }) {
  const { windows } = series;
  const middle = ({ from_s, to_s }: (typeof windows)[number]) => (from_s + to_s) / 2;
  return (
    <div class="charts">
      <LineChart
        title="TTFT over time"
        xLabel="s since the first measured request"
        yLabel="ms"
        lines={[
          {
            name: "P50",
            style: 1,
            points: windows.map((one) => ({ x: middle(one), y: one.ttft_p50_ms })),
          },
          {
            name: "P99",
            style: 2,
            points: windows.map((one) => ({ x: middle(one), y: one.ttft_p99_ms })),
          },
        ]}
      />
      <LineChart
        title="Throughput over time"
        xLabel="s since the first measured request"
        yLabel="output tokens/s"
        lines={[{
          name: "output",
          style: 1,
          points: windows.map((one) => ({ x: middle(one), y: one.output_tokens_per_s })),
        }]}
      />
    </div>
  );
}

/** How the main run's latencies are distributed. */
export function HistogramCharts(
  { histograms }: { histograms: NonNullable<ReportJson["histograms"]> },
) {
  return (
    <div class="charts">
      {(["ttft_ms", "itl_ms", "e2e_ms"] as const).map((name) => {
        const histogram = histograms[name];
        return histogram === null
          ? null
          : <BarChart title={RUN_METRIC_LABELS[name].label} histogram={histogram} />;
      })}
    </div>
  );
}

/** Curves follow the load: beyond saturation throughput falls while the load still rises. */
function levelOf({ offered_rate_per_s, concurrency }: StepRowJson): number {
  return offered_rate_per_s ?? concurrency ?? 0;
}

function limitsOf(report: ReportJson, metric: string) {
  return report.slo_lines.filter((line) => line.metric === metric).map((line) => ({
    name: `objective ${line.statistic.toUpperCase().replace("_", ".")} ${
      formatSignificant(line.bound)
    } ms`,
    y: line.bound,
  }));
}
