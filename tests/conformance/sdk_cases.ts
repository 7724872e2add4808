import { askAdapter } from "./ask_adapter.ts";
import type { SdkProcess } from "./sdk_process.ts";

/** What clients ask for at most. Our adapters ask for what the weekly workload does. */
export const MAX_TOKENS = 24;

/** An official client, and how our adapter is pointed at the same server. */
export interface SdkCase {
  /** Name of the client in `sdk_clients/clients.ts`. */
  client: string;
  /** Our protocol. */
  protocol: string;
  /** What stands between the server's origin and the paths of the API. */
  basePath: string;
  model: string;
  /** The client tells reasoning from the answer. */
  reasons: boolean;
  /** The client shows token counts. */
  counts: boolean;
  /** The client says why the answer ended. */
  finishes: boolean;
}

const USUAL = { basePath: "/v1", model: "sim", reasons: true, counts: true, finishes: true };

/** Every official client there is for a protocol of ours. */
export const SDK_CASES: readonly SdkCase[] = [
  { ...USUAL, client: "openai-chat", protocol: "openai-chat" },
  { ...USUAL, client: "openai-completions", protocol: "openai-completions", reasons: false },
  { ...USUAL, client: "openai-responses", protocol: "openai-responses" },
  { ...USUAL, client: "azure-openai", protocol: "azure-openai", basePath: "" },
  { ...USUAL, client: "anthropic-messages", protocol: "anthropic-messages" },
  { ...USUAL, client: "google-gemini", protocol: "google-gemini", basePath: "/v1beta" },
  {
    ...USUAL,
    client: "google-vertex",
    protocol: "google-gemini",
    basePath: "/v1beta1/publishers/google",
  },
  { ...USUAL, client: "cohere-chat-v2", protocol: "cohere-chat-v2", basePath: "/v2" },
  { ...USUAL, client: "aws-bedrock", protocol: "aws-bedrock", basePath: "" },
  { ...USUAL, client: "aws-sagemaker", protocol: "aws-sagemaker", basePath: "", reasons: false },
  { ...USUAL, client: "mistral", protocol: "mistral", basePath: "/mistral/v1" },
  { ...USUAL, client: "ollama", protocol: "ollama", basePath: "" },
  {
    ...USUAL,
    client: "replicate",
    protocol: "replicate",
    model: "lapboard/sim",
    reasons: false,
    counts: false,
    finishes: false,
  },
  {
    ...USUAL,
    client: "huggingface-tgi",
    protocol: "huggingface-tgi",
    basePath: "",
    reasons: false,
  },
  { ...USUAL, client: "huggingface-chat", protocol: "openai-chat" },
];

/** Asks with the official client. */
export function asking(sdks: SdkProcess, { client, model }: SdkCase) {
  return (origin: string) => sdks.ask(client, { origin, model, maxTokens: MAX_TOKENS });
}

/** Asks with our adapter. */
export function adapting({ protocol, basePath, model }: SdkCase) {
  return (origin: string) => askAdapter(protocol, origin + basePath, model);
}
