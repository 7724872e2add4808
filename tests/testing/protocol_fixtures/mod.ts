import { fixture as anthropicMessages } from "./anthropic_messages.ts";
import { fixture as awsBedrock } from "./aws_bedrock.ts";
import { fixture as awsSagemaker } from "./aws_sagemaker.ts";
import { fixture as azureOpenai } from "./azure_openai.ts";
import { fixture as cloudflareWorkersAi } from "./cloudflare_workers_ai.ts";
import { fixture as cohereChatV2 } from "./cohere_chat_v2.ts";
import type { ProtocolFixture } from "./fixture.ts";
import { fixture as googleGemini } from "./google_gemini.ts";
import { fixture as huggingfaceTgi } from "./huggingface_tgi.ts";
import { fixture as llamaCpp } from "./llama_cpp.ts";
import { fixture as mistral } from "./mistral.ts";
import { fixture as ollama } from "./ollama.ts";
import { fixture as openaiChat } from "./openai_chat.ts";
import { fixture as openaiCompletions } from "./openai_completions.ts";
import { fixture as openaiResponses } from "./openai_responses.ts";
import { fixture as replicate } from "./replicate.ts";
import { fixture as sglang } from "./sglang.ts";
import { fixture as tensorrtLlm } from "./tensorrt_llm.ts";

export type { AnswerFixture, ErrorFixture, ProtocolFixture } from "./fixture.ts";
export { CANARY, usage } from "./fixture.ts";

/** One for each protocol: the contract suite fails where one is missing. */
export const protocolFixtures: readonly ProtocolFixture[] = [
  anthropicMessages,
  awsBedrock,
  awsSagemaker,
  azureOpenai,
  cloudflareWorkersAi,
  cohereChatV2,
  googleGemini,
  huggingfaceTgi,
  llamaCpp,
  mistral,
  ollama,
  openaiChat,
  openaiCompletions,
  openaiResponses,
  replicate,
  sglang,
  tensorrtLlm,
];
