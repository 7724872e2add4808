import { tryEndpoint, type UnderstoodAnswer } from "../../cli/provider_check_live.ts";
import type { Endpoint } from "../../providers/catalog/mod.ts";
import type { Credential } from "../../providers/protocols/mod.ts";

const AWS: Credential = {
  kind: "aws",
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "no-key-of-anybody",
  sessionToken: null,
};

/** Asks once by the path that measures, and keeps what our adapter made of the answer. */
export async function askAdapter(
  protocol: string,
  baseUrl: string,
  model: string,
): Promise<UnderstoodAnswer> {
  const credential: Credential = protocol.startsWith("aws-")
    ? AWS
    : { kind: "key", key: "no-key-of-anybody" };
  const [answer] = await tryEndpoint(
    endpointAt(protocol, baseUrl, model),
    () => credential,
    { count: 1, signal: AbortSignal.timeout(60_000) },
  );
  if (answer === undefined) throw new Error(`${protocol} at ${baseUrl}: no answer was recorded`);
  return answer;
}

function endpointAt(protocol: string, baseUrl: string, model: string): Endpoint {
  return {
    id: `conformance/${protocol}`,
    providerId: "conformance",
    providerName: "Conformance",
    kind: "hosted",
    model,
    canonicalModel: model,
    protocol,
    baseUrl,
    apiKeyEnv: null,
    enabled: false,
    region: null,
    price: {
      inputUsdPerMtok: null,
      outputUsdPerMtok: null,
      source: null,
      readOn: null,
    },
    hosting: null,
    links: { home: null, docs: null },
    requestsPerMinute: null,
  };
}
