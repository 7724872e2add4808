import { excerpt, isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * The error a chat answer carries, as one bounded line; null when it carries none.
 *
 * Three shapes are in use: `{"error": {"message", "type", "code"}}` (OpenAI), `{"error": "text"}`
 * (llama.cpp, Ollama), and `{"object": "error", "message"}` (vLLM).
 */
export function readChatError(answer: UnknownRecord): string | null {
  if (answer.object === "error") return describe(answer);
  const { error } = answer;
  if (error === undefined || error === null || error === false) return null;
  if (typeof error === "string" && error.trim() !== "") return excerpt(error);
  return isRecord(error) ? describe(error) : "an error without a message";
}

function describe(error: UnknownRecord): string {
  const { message, type, code } = error;
  if (typeof message === "string" && message.trim() !== "") return excerpt(message);
  for (const name of [type, code]) {
    if (typeof name === "string" && name.trim() !== "") return excerpt(name);
    if (typeof name === "number") return `error ${name}`;
  }
  return "an error without a message";
}
