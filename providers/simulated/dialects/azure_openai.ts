import { hasBearer, hasKeyHeader } from "./authorization.ts";
import type { Dialect } from "./dialect.ts";
import { openAiChat } from "./openai_chat.ts";
import { decodeSegment } from "./path_segment.ts";

/** The deployment is the model. */
const PATH = /^\/openai\/deployments\/([^/]+)\/chat\/completions$/;
/** Newer resources have OpenAI's own path, with the model in the body. */
const V1_PATH = "/openai/v1/chat/completions";

/** Azure's chat completions: OpenAI's under other paths, with the key in a header of its own. */
export const azureOpenAi: Dialect = {
  ...openAiChat,
  id: "azure-openai",
  description: "Azure OpenAI at /openai/deployments/{model}/chat/completions",

  match({ method, path }) {
    if (method !== "POST") return null;
    if (path === V1_PATH) return { model: null, stream: null };
    const deployment = PATH.exec(path)?.[1];
    return deployment === undefined ? null : { model: decodeSegment(deployment), stream: null };
  },

  isAuthorized: (request, apiKey) =>
    hasKeyHeader(request, "api-key", apiKey) || hasBearer(request, apiKey),
};
