import { anthropicMessages } from "./anthropic_messages.ts";
import { awsBedrock } from "./aws_bedrock.ts";
import { awsSagemaker } from "./aws_sagemaker.ts";
import { azureOpenai } from "./azure_openai.ts";
import { cloudflareWorkersAi } from "./cloudflare_workers_ai.ts";
import { cohereChatV2 } from "./cohere_chat_v2.ts";
import { googleGemini } from "./google_gemini.ts";
import { huggingfaceTgi } from "./huggingface_tgi.ts";
import { llamaCpp } from "./llama_cpp.ts";
import { mistral } from "./mistral.ts";
import { ollama } from "./ollama.ts";
import { openaiChat } from "./openai_chat.ts";
import { openaiCompletions } from "./openai_completions.ts";
import { openaiResponses } from "./openai_responses.ts";
import { replicate } from "./replicate.ts";
import { sglang } from "./sglang.ts";
import { tensorrtLlm } from "./tensorrt_llm.ts";
import type { Protocol } from "./protocol.ts";

/** Every wire format we can measure. Adding one = adding a file and a name here. */
export const protocols: readonly Protocol[] = [
  openaiChat,
  openaiCompletions,
  openaiResponses,
  azureOpenai,
  anthropicMessages,
  googleGemini,
  awsBedrock,
  awsSagemaker,
  cohereChatV2,
  mistral,
  huggingfaceTgi,
  ollama,
  llamaCpp,
  sglang,
  tensorrtLlm,
  replicate,
  cloudflareWorkersAi,
];

/**
 * The protocol with this id or alias, as `--llm-api` and the catalog name it.
 *
 * @throws {RangeError} when there is none; the message lists the names that exist
 */
export function findProtocol(name: string): Protocol {
  const found = protocols.find((each) => each.id === name || each.aliases.includes(name));
  if (found !== undefined) return found;
  const known = protocols.map(({ id, aliases }) => [id, ...aliases].join(" or ")).join(", ");
  throw new RangeError(`unknown protocol "${name}": use ${known}`);
}
