import type { Dialect, DialectRequest, Route } from "./dialect.ts";
import { openAiChat } from "./openai_chat.ts";

export type {
  AnswerFacts,
  Call,
  Dialect,
  DialectRequest,
  ReportedUsage,
  Route,
} from "./dialect.ts";

/** Every wire format the provider speaks; the first that knows a request answers it. */
export const DIALECTS: readonly Dialect[] = [openAiChat];

/** The dialect a request is in, and what its path says; null when in none. */
export function findDialect(request: DialectRequest): { dialect: Dialect; route: Route } | null {
  for (const dialect of DIALECTS) {
    const route = dialect.match(request);
    if (route !== null) return { dialect, route };
  }
  return null;
}
