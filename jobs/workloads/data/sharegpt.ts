import * as z from "zod";
import type { ChatMessage } from "../../../providers/protocols/protocol.ts";
import { fromFirstUser, type ReadRecord } from "./conversation.ts";
import { checkRecord } from "./check_record.ts";
import type { JsonRecord } from "./read_json_records.ts";

/** Who speaks, by the names that the data sets use. */
const ROLES: Readonly<Record<string, ChatMessage["role"]>> = {
  human: "user",
  user: "user",
  gpt: "assistant",
  chatgpt: "assistant",
  bing: "assistant",
  bard: "assistant",
  assistant: "assistant",
  system: "system",
};

const shape = z.object({
  id: z.union([z.string(), z.number()], "must be text or a number").optional(),
  conversations: z.array(
    z.object({ from: z.string("must be text"), value: z.string("must be text") }, {
      error: "must be an object with from and value",
    }),
    "must be a list of messages",
  ),
}, "must be an object with conversations");

/**
 * A record of the ShareGPT data sets: `{"id", "conversations": [{"from", "value"}, ...]}`.
 * @throws {WorkloadError} when it has another shape
 */
export function readShareGpt(record: JsonRecord, file: string): ReadRecord {
  const { id, conversations } = checkRecord(shape, record, file);
  const messages = [];
  for (const { from, value } of conversations) {
    if (!Object.hasOwn(ROLES, from)) return { skipped: "an unknown speaker" };
    messages.push({ role: ROLES[from]!, content: value, thinkMs: null });
  }
  return fromFirstUser({ id: String(id ?? `line ${record.line}`), messages, outputTokens: null });
}
