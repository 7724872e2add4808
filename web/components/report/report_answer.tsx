import type { ReportJson } from "../../../api/contract.ts";
import { formatRate, formatSignificant } from "../../format/figures.ts";
import { Figure, formatInterval } from "../figure.tsx";
import { ObjectiveMet } from "../objective_met.tsx";

/** The few figures the plan was made for, and why there is no answer where there is none. */
export function ReportAnswer(
  { report: { slo, statistics, objectives } }: { report: ReportJson },
) {
  return (
    <>
      <dl class="key-figures">
        {slo !== null && <Objectives slo={slo} met={objectives} />}
        {statistics !== null && <Figures statistics={statistics} />}
      </dl>
      {slo?.reason != null && (
        <p class="note outside-text">
          {slo.max_rate_per_s === null ? "No highest rate: " : "Not confirmed: "}
          {slo.reason}
        </p>
      )}
    </>
  );
}

function Objectives(
  { slo, met }: { slo: NonNullable<ReportJson["slo"]>; met: ReportJson["objectives"] },
) {
  const interval = formatInterval(slo.interval_per_s, formatSignificant);
  return (
    <>
      {slo.max_rate_per_s !== null && (
        <div>
          <dt>
            Highest rate that meets the objectives <span class="unit">requests/s</span>
          </dt>
          <dd>
            <Figure
              text={formatSignificant(slo.max_rate_per_s)}
              interval={interval && `${interval}, ${slo.confirmed ? "" : "not "}confirmed`}
            />
          </dd>
        </div>
      )}
      <div>
        <dt>Objectives</dt>
        {met === null
          ? slo.expression.split(";").map((objective) => <dd class="expression">{objective}</dd>)
          : met.clauses.map((clause) => (
            <dd>
              <ObjectiveMet clause={clause} />
            </dd>
          ))}
      </div>
      {met?.goodput != null && (
        <div>
          <dt>
            Goodput <span class="unit">requests/s</span>
          </dt>
          <dd>
            <Figure
              text={formatSignificant(met.goodput.requests_per_s)}
              interval={`${met.goodput.share.passed} of ${met.goodput.share.asked} requests met ` +
                "them all"}
            />
          </dd>
        </div>
      )}
    </>
  );
}

function Figures({ statistics }: { statistics: NonNullable<ReportJson["statistics"]> }) {
  const { ttft_ms, tpot_ms } = statistics.metrics;
  const quantiles = [
    { label: "TTFT P50", unit: "ms", found: ttft_ms, key: "p50" },
    { label: "TTFT P99", unit: "ms", found: ttft_ms, key: "p99" },
    { label: "TPOT P50", unit: "ms", found: tpot_ms, key: "p50" },
  ] as const;
  return (
    <>
      {quantiles.map(({ label, unit, found, key }) => (
        <div>
          <dt>
            {label} <span class="unit">{unit}</span>
          </dt>
          <dd>
            <Figure
              text={formatSignificant(found[key])}
              certified={found.certified.includes(key)}
              interval={formatInterval(found.ci95[key], formatSignificant)}
              noInterval={found.ci95_missing?.[key]}
            />
          </dd>
        </div>
      ))}
      <div>
        <dt>
          Output <span class="unit">tokens/s</span>
        </dt>
        <dd>
          <Figure text={formatSignificant(statistics.throughput.output_tokens_per_s)} />
        </dd>
      </div>
      <div>
        <dt>Success</dt>
        <dd>
          <Figure
            text={formatRate(statistics.success_rate)}
            interval={`${statistics.counts.ok} of ${
              statistics.counts.ok + statistics.counts.failed
            } requests`}
          />
        </dd>
      </div>
    </>
  );
}
