import type { Client } from "./seen.ts";

/**
 * Every official client by the name tests ask for it. They are heavy: each is loaded when it is
 * first asked for.
 */
export const CLIENTS: Readonly<Record<string, () => Promise<Client>>> = {
  "openai-chat": async () => (await import("./openai.ts")).openaiChat,
  "openai-completions": async () => (await import("./openai.ts")).openaiCompletions,
  "openai-responses": async () => (await import("./openai.ts")).openaiResponses,
  "azure-openai": async () => (await import("./openai.ts")).azureOpenai,
  "anthropic-messages": async () => (await import("./anthropic.ts")).anthropicMessages,
  "google-gemini": async () => (await import("./google.ts")).googleGemini,
  "google-vertex": async () => (await import("./google.ts")).googleVertex,
  "cohere-chat-v2": async () => (await import("./cohere.ts")).cohereChat,
  "aws-bedrock": async () => (await import("./aws.ts")).awsBedrock,
  "aws-sagemaker": async () => (await import("./aws.ts")).awsSagemaker,
  "mistral": async () => (await import("./mistral.ts")).mistral,
  "ollama": async () => (await import("./ollama.ts")).ollama,
  "replicate": async () => (await import("./replicate.ts")).replicate,
  "replicate-stream": async () => (await import("./replicate.ts")).replicateStream,
  "huggingface-tgi": async () => (await import("./huggingface.ts")).huggingfaceTgi,
  "huggingface-chat": async () => (await import("./huggingface.ts")).huggingfaceChat,
};
