import type { ChatMessage } from "../../../providers/protocols/protocol.ts";

/** A message of a record, as it was recorded. */
export interface RecordedMessage extends ChatMessage {
  /** How long its writer thought before, ms; null when the record does not say. */
  thinkMs: number | null;
}

/** A conversation of a data file; a plain prompt is one of one message. */
export interface Conversation {
  /** As the file names it, else `line N`. */
  id: string;
  messages: RecordedMessage[];
  /** Length of the last answer that the record asks for, tokens; null when it does not. */
  outputTokens: number | null;
}

/** What reading a record gave: a conversation, or why it cannot be used. */
export type ReadRecord = Conversation | { skipped: string };

/** A conversation without what precedes the first word of the user's, instructions excepted. */
export function fromFirstUser(conversation: Conversation): ReadRecord {
  const first = conversation.messages.findIndex(({ role }) => role === "user");
  if (first === -1) return { skipped: "nothing said by a user" };
  const messages = conversation.messages.filter(({ role }, at) => at >= first || role === "system");
  const empty = messages.some(({ role, content }) => role === "user" && content.trim() === "");
  return empty ? { skipped: "an empty message of the user's" } : { ...conversation, messages };
}
