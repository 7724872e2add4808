import type { Child } from "hono/jsx";
import type { Histograms, Run } from "../../api/contract.ts";
import type { AssetUrls } from "../assets.ts";
import { KindBadge, VerdictBadge } from "../components/badges.tsx";
import { ChecksSection } from "../components/checks_section.tsx";
import { DistributionsSection } from "../components/distributions_section.tsx";
import { FailuresSection } from "../components/failures_section.tsx";
import { KeyFigures } from "../components/key_figures.tsx";
import { KeyValues } from "../components/key_values.tsx";
import { LoadNotes } from "../components/load_notes.tsx";
import { ObjectiveMet } from "../components/objective_met.tsx";
import { QuantileTable } from "../components/quantile_table.tsx";
import { SteadyStateSection } from "../components/steady_state_section.tsx";
import { Time } from "../components/time.tsx";
import { formatNumber, formatSignificant, formatUsd } from "../format/figures.ts";
import { Layout } from "./layout.tsx";

interface RunPageProps {
  run: Run;
  histograms: Histograms;
  assets: AssetUrls;
}

/** One run: everything a sceptic needs to check a figure of the board. */
export function RunPage({ run, histograms, assets }: RunPageProps) {
  const { statistics } = run;
  return (
    <Layout title={`${run.endpoint.id}, ${run.iso_week} · Lapboard`} assets={assets} script="run">
      <h1 class="outside-text">{run.endpoint.id}</h1>
      <p class="lead">
        {run.endpoint.model} at {run.endpoint.provider_name}, <Time at={run.started_at} />{" "}
        <KindBadge kind={run.endpoint.kind} /> <VerdictBadge run={run} />
      </p>
      {run.reason && <p class="note outside-text">{run.reason}</p>}
      {run.verdict !== "ok" && <Doubts quality={run.quality} />}
      {statistics === null ? <p class="note">This run has no statistics yet.</p> : (
        <>
          <LoadNotes run={run} statistics={statistics} />
          <KeyFigures run={run} statistics={statistics} />
          <Objectives run={run} />
          <DistributionsSection histograms={histograms} statistics={statistics} />
          <Section id="figures" title="All figures">
            <QuantileTable statistics={statistics} />
            <p class="fine">
              Small figures are bootstrap 95&nbsp;% intervals; <b>~</b>{" "}
              marks an estimate: too few values to state that quantile with 99&nbsp;% confidence.
              Definitions: <a href="/methodology">methodology</a>, version{" "}
              {statistics.methodology_version}.
            </p>
          </Section>
          <SteadyStateSection steady={statistics.steady_state} />
          <Throughput statistics={statistics} />
          <FailuresSection run={run} statistics={statistics} />
        </>
      )}
      <ChecksSection run={run} />
      <Section id="reproduce" title="Reproduce it">
        <p>The same seed gives the same prompts, lengths and order.</p>
        <pre tabindex={0}><code>{run.command}</code></pre>
        <p>
          Raw samples:{" "}
          <a href={`/api/v1/runs/${run.id}/samples?format=jsonl`}>
            JSON Lines, all {formatNumber(run.sample_count, 0)}
          </a>
          {" · "}
          <a href={`/api/v1/runs/${run.id}/samples`}>JSON, in pages</a>
          {" · "}
          <a href={`/api/v1/runs/${run.id}`}>this run as JSON</a>
          {" · "}
          <a href={`/runs/${run.id}/report`}>report with the validation checklist</a>
          {run.group_id !== null && (
            <>
              {" · "}
              <a href={`/groups/${run.group_id}`}>the group it is a step of</a>
            </>
          )}
        </p>
      </Section>
      <Section id="quality" title="Quality of the measurement">
        {run.quality === null
          ? <p>Not known until the run has ended.</p>
          : <KeyValues values={verdictFirst(run.quality)} />}
      </Section>
      <Section id="conditions" title="Conditions">
        <KeyValues
          values={{
            run: run.id,
            workload: run.workload_id,
            ...prefixed("workload", run.workload),
            ...prefixed("plan", run.plan),
            seed: run.seed,
            week: run.iso_week,
            region: run.region,
            protocol: run.endpoint.protocol,
            base_url: run.endpoint.base_url,
            started_at: run.started_at,
            ended_at: run.ended_at,
            ...prefixed("client", run.client),
            ...prefixed("metadata", run.metadata),
          }}
        />
      </Section>
    </Layout>
  );
}

/** Stored objects come in no useful order: sorted by name, they can be compared between runs. */
const sorted = (values: Record<string, unknown>) =>
  Object.entries(values).sort(([a], [b]) => a < b ? -1 : 1);

const prefixed = (prefix: string, values: Record<string, unknown>) =>
  Object.fromEntries(sorted(values).map(([name, value]) => [`${prefix}.${name}`, value]));

const verdictFirst = ({ verdict, reasons, ...figures }: Record<string, unknown>) => ({
  verdict,
  reasons,
  ...Object.fromEntries(sorted(figures)),
});

/** Why the instrument does not vouch for this run. */
function Doubts({ quality }: Pick<Run, "quality">) {
  const reasons = quality?.["reasons"];
  if (!Array.isArray(reasons)) return null;
  return (
    <ul class="note">
      {reasons.map((reason) => <li>{String(reason)}</li>)}
    </ul>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: Child }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function Objectives({ run: { id, objectives } }: { run: Run }) {
  if (objectives === null) return null;
  return (
    <Section id="objectives" title="Objectives">
      <ul>
        {objectives.map((clause) => (
          <li>
            <ObjectiveMet clause={clause} />
          </li>
        ))}
      </ul>
      <p class="fine">
        How many requests met them all is in the <a href={`/runs/${id}/report`}>report</a>.
      </p>
    </Section>
  );
}

function Throughput({ statistics }: { statistics: NonNullable<Run["statistics"]> }) {
  const { throughput, cost } = statistics;
  const rows = [
    ["Output", throughput.output_tokens_per_s, "tokens/s"],
    ["Input", throughput.input_tokens_per_s, "tokens/s"],
    ["Total", throughput.total_tokens_per_s, "tokens/s"],
    ["Requests", throughput.requests_per_s, "requests/s"],
    ["Window", throughput.window_s, "s"],
  ] as const;
  const costText = cost.total_usd === null
    ? cost.reason ?? "not known"
    : `${formatUsd(cost.total_usd)} for the successful requests`;
  return (
    <Section id="throughput" title="Throughput under this load">
      <dl class="key-values">
        {rows.map(([label, value, unit]) => (
          <div>
            <dt>{label}</dt>
            <dd>{value === null ? "not known" : `${formatSignificant(value)} ${unit}`}</dd>
          </div>
        ))}
        <div>
          <dt>Cost</dt>
          <dd>{costText}</dd>
        </div>
        <div>
          <dt>Input tokens counted by</dt>
          <dd>{TOKEN_SOURCES[statistics.input_token_source ?? "none"]}</dd>
        </div>
        <div>
          <dt>Output tokens counted by</dt>
          <dd>{TOKEN_SOURCES[statistics.output_token_source ?? "none"]}</dd>
        </div>
      </dl>
    </Section>
  );
}

const TOKEN_SOURCES = {
  usage: "the provider's usage report",
  own: "our own tokenizer",
  mixed: "usage report where there was one, else our own tokenizer",
  none: "nothing",
};
