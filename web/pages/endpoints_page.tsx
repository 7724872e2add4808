import type { EndpointDetail, EndpointList } from "../../api/contract.ts";
import type { AssetUrls } from "../assets.ts";
import { KindBadge } from "../components/badges.tsx";
import { Figure } from "../components/figure.tsx";
import { OutsideLink } from "../components/outside_link.tsx";
import { ScrollTable } from "../components/scroll_table.tsx";
import { Time } from "../components/time.tsx";
import { formatUsd } from "../format/figures.ts";
import { Layout } from "./layout.tsx";

/** Every endpoint that is known, with where its price was read. */
export function EndpointsPage({ endpoints, assets }: EndpointList & { assets: AssetUrls }) {
  return (
    <Layout title="Endpoints · Lapboard" assets={assets} here="endpoints">
      <h1>Endpoints</h1>
      <p class="lead">
        What is measured: one model, served by one provider, over one protocol, at one address.
        Prices are USD per million tokens.
      </p>
      {endpoints.length === 0
        ? (
          <p class="note">
            None is known yet. <code>deno task schedule</code> reads the catalog.
          </p>
        )
        : (
          <ScrollTable label="List of endpoints">
            <thead>
              <tr>
                <th scope="col">Endpoint</th>
                <th scope="col">Provider</th>
                <th scope="col">Model</th>
                <th scope="col">Protocol</th>
                <th scope="col" class="number">Input</th>
                <th scope="col" class="number">Output</th>
                <th scope="col" class="short">Price read</th>
                <th scope="col" class="short">Last run</th>
              </tr>
            </thead>
            <tbody>
              {endpoints.map((endpoint) => <EndpointRow endpoint={endpoint} />)}
            </tbody>
          </ScrollTable>
        )}
    </Layout>
  );
}

function EndpointRow({ endpoint }: { endpoint: EndpointDetail }) {
  const { price, last_run, links, hosting } = endpoint;
  return (
    <tr>
      <th scope="row" class="endpoint">
        <span class="id">{endpoint.id}</span> <KindBadge kind={endpoint.kind} />
        {!endpoint.enabled && <span class="interval">not in the weekly schedule</span>}
      </th>
      <td>
        {links.home
          ? <OutsideLink href={links.home}>{endpoint.provider_name}</OutsideLink>
          : endpoint.provider_name}
        {endpoint.region && <span class="interval">{endpoint.region}</span>}
      </td>
      <td>
        {endpoint.model}
        {hosting && <span class="interval">{hostingText(hosting)}</span>}
      </td>
      <td class="short">{endpoint.protocol}</td>
      <PriceCells price={price} />
      <td>
        {last_run
          ? (
            <a href={`/runs/${last_run.id}`}>
              <Time at={last_run.started_at} />
            </a>
          )
          : <span class="muted">never</span>}
      </td>
    </tr>
  );
}

/** Input, output and where they were read; one cell that says so where no price is known. */
function PriceCells({ price }: Pick<EndpointDetail, "price">) {
  if (price.input_usd_per_mtok === null && price.output_usd_per_mtok === null) {
    return <td class="short muted" colspan={3}>price not known</td>;
  }
  return (
    <>
      <td class="number">
        <Figure text={formatUsd(price.input_usd_per_mtok)} />
      </td>
      <td class="number">
        <Figure text={formatUsd(price.output_usd_per_mtok)} />
      </td>
      <td class="short">
        {price.source
          ? <OutsideLink href={price.source}>{price.read_on ?? "source"}</OutsideLink>
          : <span class="muted">not said</span>}
      </td>
    </>
  );
}

/** `vLLM 0.11 on 2 x H100, fp8` */
function hostingText(hosting: NonNullable<EndpointDetail["hosting"]>): string {
  const engine = [hosting.engine, hosting.engine_version].filter(Boolean).join(" ");
  const hardware = [hosting.hardware_count && `${hosting.hardware_count} x`, hosting.hardware]
    .filter(Boolean).join(" ");
  return [engine && hardware ? `${engine} on ${hardware}` : engine || hardware, hosting.precision]
    .filter(Boolean).join(", ");
}
