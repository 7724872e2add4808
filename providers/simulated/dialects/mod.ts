import type { Dialect, DialectRequest, Route } from "./dialect.ts";
import { anthropicMessages } from "./anthropic_messages.ts";
import { awsBedrock } from "./aws_bedrock.ts";
import { googleGemini } from "./google_gemini.ts";
import { ollama } from "./ollama.ts";
import { openAiChat } from "./openai_chat.ts";
import { openAiCompletions } from "./openai_completions.ts";

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
  anthropicMessages,
  googleGemini,
  awsBedrock,
  ollama,
];

/** The dialect a request is in, and what its path says; null when in none. */
export function findDialect(request: DialectRequest): { dialect: Dialect; route: Route } | null {
  for (const dialect of DIALECTS) {
    const route = dialect.match(request);
    if (route !== null) return { dialect, route };
  }
  return null;
}
