import * as z from "zod";
import { checkRecord } from "./check_record.ts";
import { fromFirstUser, type ReadRecord } from "./conversation.ts";
import type { JsonRecord } from "./read_json_records.ts";

const LENGTH_RULE = "must be a whole number from 1 to 1000000";
const THINK_RULE = "must be a number of milliseconds from 0 to 86400000";

const length = z.int(LENGTH_RULE).min(1, LENGTH_RULE).max(1_000_000, LENGTH_RULE).nullish();
const text = z.string("must be text");

const shape = z.object({
  id: z.union([z.string(), z.number()], "must be text or a number").nullish(),
  prompt: text.optional(),
  messages: z.array(
    z.object({
      role: z.enum(["system", "user", "assistant"], "must be system, user or assistant"),
      content: text,
      think_ms: z.number(THINK_RULE).min(0, THINK_RULE).max(86_400_000, THINK_RULE).nullish(),
    }, "must be an object with role and content"),
    "must be a list of messages",
  ).min(1, "must hold at least one message").optional(),
  output_tokens: length,
  max_tokens: length,
}, "must be an object with prompt or messages").refine(
  ({ prompt, messages }) => (prompt === undefined) !== (messages === undefined),
  "must have either prompt or messages",
);

/**
 * A line with a prompt or a conversation: `{"prompt": "..."}`, or
 * `{"messages": [{"role", "content", "think_ms"?}, ...]}`, with an `id` and `output_tokens` (or
 * `max_tokens`) if one likes. Further fields are ignored.
 * @throws {WorkloadError} when it has another shape
 */
export function readJsonl(record: JsonRecord, file: string): ReadRecord {
  const { id, prompt, messages, output_tokens, max_tokens } = checkRecord(shape, record, file);
  return fromFirstUser({
    id: String(id ?? `line ${record.line}`),
    messages: messages?.map(({ role, content, think_ms }) => ({
      role,
      content,
      thinkMs: think_ms ?? null,
    })) ?? [{ role: "user", content: prompt!, thinkMs: null }],
    outputTokens: output_tokens ?? max_tokens ?? null,
  });
}
