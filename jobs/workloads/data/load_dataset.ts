import { createHash } from "node:crypto";
import type { ChatMessage } from "../../../providers/protocols/protocol.ts";
import { tokenizer } from "../tokenizer.ts";
import { WorkloadError } from "../workload_error.ts";
import type { DefinitionOf } from "../workload_schema.ts";
import type { Conversation } from "./conversation.ts";
import { readJsonl } from "./jsonl.ts";
import { readJsonRecords } from "./read_json_records.ts";
import { readText } from "./read_text.ts";
import { readShareGpt } from "./sharegpt.ts";

/** Text that may be kept in all, so that a data file cannot fill the memory. Characters. */
const MAX_KEPT_CHARS = 256 * 1024 * 1024;

/** One request of a conversation. */
export interface Turn {
  /** Of the conversation's messages, so many are sent. */
  messageCount: number;
  /** Tokens of those messages. */
  inputTokens: number;
  maxTokens: number;
  /** Pause before this turn, ms. */
  thinkMs: number;
}

/** A conversation ready to be played. */
export interface LoadedConversation {
  id: string;
  messages: ChatMessage[];
  /** Tokens of its first message. */
  firstTokens: number;
  turns: Turn[];
}

/** What a data file gave. */
export interface LoadedDataset {
  conversations: LoadedConversation[];
  /** Records left out, by reason. */
  skipped: Record<string, number>;
  /** SHA-256 of all that is played, as hexadecimal digits. */
  sha256: string;
}

const READERS = { sharegpt: readShareGpt, jsonl: readJsonl } as const;

/**
 * Reads the first `max_records` usable records of a data file, and no further.
 *
 * @param file its name, for messages
 * @throws {WorkloadError} when a record is malformed, or none can be used
 */
export async function loadDataset(
  definition: DefinitionOf<"dataset">,
  bytes: ReadableStream<Uint8Array>,
  file: string,
): Promise<LoadedDataset> {
  const read = READERS[definition.format];
  const conversations: LoadedConversation[] = [];
  const skipped: Record<string, number> = {};
  const hash = createHash("sha256");
  let keptChars = 0;
  for await (const record of readJsonRecords(readText(bytes, file), file)) {
    const found = read(record, file);
    const loaded = "skipped" in found ? found : turnsOf(found, definition);
    if ("skipped" in loaded) {
      skipped[loaded.skipped] = (skipped[loaded.skipped] ?? 0) + 1;
      continue;
    }
    keptChars += loaded.messages.reduce((sum, { content }) => sum + content.length, 0);
    if (keptChars > MAX_KEPT_CHARS) {
      throw new WorkloadError(
        `${file}:${record.line}`,
        `the records up to here hold more than ${MAX_KEPT_CHARS} characters: lower max_records ` +
          `(${definition.max_records}) to ${conversations.length} or below`,
      );
    }
    hash.update(JSON.stringify(loaded));
    conversations.push(loaded);
    if (conversations.length === definition.max_records) break;
  }
  if (conversations.length === 0) {
    const reasons = Object.entries(skipped).map(([reason, count]) => `${count} with ${reason}`);
    throw new WorkloadError(
      file,
      `holds no record that can be used: ${reasons.join(", ") || "it is empty"}`,
    );
  }
  return { conversations, skipped, sha256: hash.digest("hex") };
}

function turnsOf(
  { id, messages, outputTokens }: Conversation,
  definition: DefinitionOf<"dataset">,
): LoadedConversation | { skipped: string } {
  // Counting takes most of the time of loading, and not every message is sent.
  const counted: number[] = [];
  const tokensOf = (at: number) => counted[at] ??= tokenizer.count(messages[at]!.content);
  const asked = messages.flatMap(({ role }, at) => role === "user" ? [at] : []);
  const chosen = definition.turns === "all"
    ? asked
    : [asked.at(definition.turns === "first" ? 0 : -1)!];
  const turns: Turn[] = [];
  for (const at of chosen) {
    const isLast = at === asked.at(-1);
    const answered = messages[at + 1]?.role === "assistant" ? tokensOf(at + 1) : 0;
    const turn: Turn = {
      messageCount: at + 1,
      inputTokens: messages.slice(0, at + 1).reduce((sum, _, each) => sum + tokensOf(each), 0),
      maxTokens: (isLast ? outputTokens : null) ?? (answered || definition.default_output_tokens),
      thinkMs: at === asked[0] ? 0 : messages[at]!.thinkMs ?? definition.default_think_ms,
    };
    // Later turns carry this one with them, so they are too long as well.
    if (turn.inputTokens > definition.max_input_tokens) break;
    if (turn.maxTokens > definition.max_output_tokens) break;
    turns.push(turn);
  }
  if (turns.length === 0) {
    return { skipped: "more tokens than max_input_tokens or max_output_tokens" };
  }
  return {
    id,
    messages: messages.slice(0, turns.at(-1)!.messageCount)
      .map(({ role, content }) => ({ role, content })),
    firstTokens: tokensOf(0),
    turns,
  };
}
