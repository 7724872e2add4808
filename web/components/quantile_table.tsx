import type { DistributionJson, Statistics } from "../../api/contract.ts";
import { formatNumber, NO_FIGURE } from "../format/figures.ts";
import { QUANTILE_LABELS, QUANTILES, RUN_METRIC_LABELS, RUN_METRICS } from "../format/labels.ts";
import { Figure, formatInterval } from "./figure.tsx";
import { ScrollTable } from "./scroll_table.tsx";

/** Every metric of a run with all its quantiles, their marks and intervals. */
export function QuantileTable({ statistics }: { statistics: Statistics }) {
  return (
    <ScrollTable label="All metrics and quantiles">
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col" class="number">n</th>
          <th scope="col" class="number">Mean</th>
          <th scope="col" class="number">Std. dev.</th>
          <th scope="col" class="number">Min</th>
          {QUANTILES.map((key) => <th scope="col" class="number">{QUANTILE_LABELS[key]}</th>)}
          <th scope="col" class="number">Max</th>
        </tr>
      </thead>
      <tbody>
        {RUN_METRICS.map((name) => <MetricRow name={name} found={statistics.metrics[name]} />)}
      </tbody>
    </ScrollTable>
  );
}

interface MetricRowProps {
  name: (typeof RUN_METRICS)[number];
  found: DistributionJson;
}

function MetricRow({ name, found }: MetricRowProps) {
  const { label, unit, decimals } = RUN_METRIC_LABELS[name];
  const format = (value: number | null) => formatNumber(value, decimals);
  const head = (
    <th scope="row">
      {label} <span class="unit">{unit}</span>
    </th>
  );
  if (found.n === 0) {
    return (
      <tr>
        {head}
        <td class="number">0</td>
        <td class="muted" colspan={QUANTILES.length + 4}>{found.reason ?? NO_FIGURE}</td>
      </tr>
    );
  }
  return (
    <tr>
      {head}
      <td class="number">{formatNumber(found.n, 0)}</td>
      <td class="number">
        <Figure
          text={format(found.mean)}
          interval={formatInterval(found.ci95["mean"], format)}
          noInterval={found.ci95_missing?.["mean"]}
        />
      </td>
      <td class="number">
        <Figure text={format(found.stddev)} />
      </td>
      <td class="number">
        <Figure text={format(found.min)} />
      </td>
      {QUANTILES.map((key) => (
        <td class="number">
          <Figure
            text={format(found[key])}
            certified={found.certified.includes(key)}
            interval={formatInterval(found.ci95[key], format)}
            noInterval={found.ci95_missing?.[key]}
          />
        </td>
      ))}
      <td class="number">
        <Figure text={format(found.max)} />
      </td>
    </tr>
  );
}
