import { keyHeader } from "./authorization.ts";
import { chatBody } from "./chat_body.ts";
import { endpointUrl } from "./endpoint_url.ts";
import { postsJson } from "./json_request.ts";
import { modelPath } from "./model_path.ts";
import type { GenerationRequest, Protocol } from "./protocol.ts";
import { createChatReader, readChatBody } from "./read_chat_answer.ts";

/** Used where the base URL names no `api-version`: the newest one that is not a preview. */
const API_VERSION = "2024-10-21";

/**
 * Chat completions as Azure serves them: a deployment in the path, `api-version` in the query, the
 * key in `api-key` (a token of Entra ID goes as `Authorization: Bearer`). A base URL that ends in
 * `/openai/v1` means Azure's newer API, which needs neither deployment path nor version.
 *
 * Reference: https://learn.microsoft.com/azure/ai-services/openai/reference
 */
export const azureOpenai: Protocol = {
  id: "azure-openai",
  aliases: [],
  description: "Azure OpenAI: the deployment is the model, api-version stands in the URL",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  buildRequest: postsJson(
    deploymentUrl,
    "event-stream",
    (credential) => keyHeader("api-key", credential),
    (request) => chatBody(request, "max_completion_tokens", true),
  ),
  createReader: createChatReader,
  readBody: readChatBody,
};

function deploymentUrl(baseUrl: URL, { model: deployment }: GenerationRequest): URL {
  const path = baseUrl.pathname.replace(/\/+$/, "");
  if (/\/openai\/v1(\/chat\/completions)?$/.test(path)) {
    return endpointUrl(baseUrl, ["/chat/completions"]);
  }
  // A deployment already in the path wins: it is where the URL's owner pointed.
  const steps = /\/deployments\/[^/]+$/.test(path)
    ? ["/chat/completions"]
    : ["/openai", "/deployments", `/${modelPath(deployment)}`, "/chat/completions"];
  const url = endpointUrl(baseUrl, steps);
  if (!url.searchParams.has("api-version")) url.searchParams.set("api-version", API_VERSION);
  return url;
}
