import {
  type DraftPreview,
  ENDPOINT_GROUPS,
  issueLink,
  PROVIDER_GROUPS,
} from "../../providers/catalog/draft/mod.ts";
import type { AssetUrls } from "../assets.ts";
import { DraftGroups, type DraftState, type ProtocolChoice } from "../components/draft_fields.tsx";
import { draftStatus } from "../format/draft_words.ts";
import { JsonIsland } from "../components/json_island.tsx";
import { Layout } from "./layout.tsx";

interface AddProviderProps {
  state: DraftState;
  /** How many endpoints the form has room for. */
  endpointCount: number;
  /** What the form made; null before it has been sent. */
  preview: DraftPreview | null;
  protocols: readonly ProtocolChoice[];
  /** Null when issues are opened nowhere. */
  repositoryUrl: string | null;
  assets: AssetUrls;
}

/** A form that makes a catalog file: on the server when it is sent, in the browser as one types. */
export function AddProviderPage(props: AddProviderProps) {
  const { state, endpointCount, protocols, repositoryUrl, assets } = props;
  const protocolNames = protocols.flatMap(({ id, aliases }) => [id, ...aliases]);
  return (
    <Layout
      title="Add a provider · Lapboard"
      assets={assets}
      here="add-provider"
      script="addProvider"
    >
      <h1>Add a provider</h1>
      <p class="lead">
        A provider is one file of the catalog. Fill in what you know, and this page writes the file
        and says what is still wrong with it. Nothing is stored here.
      </p>
      <div class="draft">
        <form id="draft" method="post" action="/add-provider" novalidate aria-label="The provider">
          <DraftGroups groups={PROVIDER_GROUPS} prefix="" state={state} />
          <div id="endpoints">
            {Array.from(
              { length: endpointCount },
              (_, index) => <EndpointFields number={index} state={state} />,
            )}
          </div>
          <div class="draft-actions">
            <button type="submit" name="more" value="1" id="more">Add another model</button>
            <button type="submit" id="check">Check and write the file</button>
          </div>
        </form>
        <Result {...props} />
      </div>
      <template id="endpoint">
        <EndpointFields number={null} state={{ ...state, texts: NEW_ENDPOINT }} />
      </template>
      <JsonIsland id="add-provider" data={{ protocolNames, repositoryUrl }} />
    </Layout>
  );
}

/** Stands for an endpoint's number until the script knows it. */
const NO_NUMBER = "NUMBER";
const NEW_ENDPOINT = new Map([[`endpoints[${NO_NUMBER}].enabled`, "true"]]);

function EndpointFields({ number, state }: { number: number | null; state: DraftState }) {
  return (
    <fieldset>
      <legend>Model {number === null ? NO_NUMBER : number + 1}</legend>
      <DraftGroups
        groups={ENDPOINT_GROUPS}
        prefix={`endpoints[${number ?? NO_NUMBER}].`}
        state={state}
      />
    </fieldset>
  );
}

function Result({ preview, repositoryUrl }: AddProviderProps) {
  const good = preview?.good ?? null;
  const link = good === null || repositoryUrl === null ? null : issueLink(repositoryUrl, good);
  return (
    <section class="draft-result" aria-labelledby="result">
      <h2 id="result">The file</h2>
      <p id="status" role="status">
        {preview === null ? "Not checked yet." : draftStatus(preview)}
      </p>
      <div id="written" hidden={preview === null}>
        <pre tabindex={0} aria-label="The catalog file"><code id="yaml">{preview?.yaml}</code></pre>
        <p class="draft-actions">
          <button type="button" id="copy" hidden>Copy the file</button>
          <span id="copied" role="status"></span>
        </p>
        <div id="next" hidden={good === null}>
          {repositoryUrl !== null && (
            <p>
              <a id="issue" href={link ?? undefined} hidden={link === null} rel="noopener">
                Open an issue with this file
              </a>
              <span id="too-long" hidden={link !== null}>
                The file is too long for a link: open an issue at{" "}
                <a href={`${repositoryUrl}/issues/new?template=add-provider.yml`} rel="noopener">
                  the project's repository
                </a>{" "}
                and paste it.
              </span>
            </p>
          )}
          <p class="fine">
            {repositoryUrl === null ? "Save it" : "Or save it"} in <code>providers/catalog/</code>
            {" "}
            and try it yourself: <code>deno task provider:check FILE --live</code>
          </p>
        </div>
      </div>
    </section>
  );
}
