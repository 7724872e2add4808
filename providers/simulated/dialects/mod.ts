import { anthropicMessages } from "./anthropic_messages.ts";
import { awsBedrock } from "./aws_bedrock.ts";
import { awsSageMaker } from "./aws_sagemaker.ts";
import { azureOpenAi } from "./azure_openai.ts";
import { cloudflareWorkersAi } from "./cloudflare_workers_ai.ts";
import { cohereChat } from "./cohere_chat.ts";
import type { Dialect, DialectRequest, Route } from "./dialect.ts";
import { googleGemini } from "./google_gemini.ts";
import { huggingFaceTgi } from "./huggingface_tgi.ts";
import { llamaCpp } from "./llama_cpp.ts";
import { mistral } from "./mistral.ts";
import { ollama } from "./ollama.ts";
import { openAiChat } from "./openai_chat.ts";
import { openAiCompletions } from "./openai_completions.ts";
import { openAiResponses } from "./openai_responses.ts";
import { replicate } from "./replicate.ts";
import { sglang } from "./sglang.ts";
import { tensorRtLlm } from "./tensorrt_llm.ts";

export { MODEL_LISTS } from "./model_lists.ts";
export type {
  AnswerFacts,
  Call,
  Dialect,
  DialectRequest,
  ReportedUsage,
  Route,
} from "./dialect.ts";

/** Every wire format the provider speaks; the first that knows a request answers it. */
export const DIALECTS: readonly Dialect[] = [
  openAiChat,
  openAiCompletions,
  openAiResponses,
  azureOpenAi,
  anthropicMessages,
  googleGemini,
  cohereChat,
  awsBedrock,
  awsSageMaker,
  huggingFaceTgi,
  ollama,
  llamaCpp,
  sglang,
  tensorRtLlm,
  replicate,
  cloudflareWorkersAi,
  mistral,
];

/** The dialect a request is in, and what its path says; null when in none. */
export function findDialect(request: DialectRequest): { dialect: Dialect; route: Route } | null {
  for (const dialect of DIALECTS) {
    const route = dialect.match(request);
    if (route !== null) return { dialect, route };
  }
  return null;
}
