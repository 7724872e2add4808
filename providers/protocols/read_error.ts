import { excerpt, isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * The error an answer carries, as one bounded line; null when it carries none.
 *
 * Shapes in use: `{"error": {"message", "type", "code"}}` (OpenAI, Anthropic, Google), `{"error":
 * "text"}` (llama.cpp, Ollama, Triton, TGI), `{"object": "error", "message"}` (vLLM, Mistral),
 * `{"errors": [{"message"}]}` (Cloudflare) and `{"text", "error_code"}` (FastChat).
 */
export function readError(answer: UnknownRecord): string | null {
  if (answer.object === "error") return describeError(answer);
  const { error, errors, error_code: code } = answer;
  if (error !== undefined && error !== null && error !== false) return describeError(error);
  if (Array.isArray(errors) && errors.length > 0) return describeError(errors[0]);
  return typeof code === "number" && code !== 0
    ? describeError({ message: answer.text ?? answer.message, code })
    : null;
}

/** What an error's object or text says, as one bounded line. */
export function describeError(error: unknown): string {
  if (typeof error === "string" && error.trim() !== "") return excerpt(error);
  if (!isRecord(error)) return "an error without a message";
  const { message, type, code } = error;
  if (typeof message === "string" && message.trim() !== "") return excerpt(message);
  for (const name of [type, code]) {
    if (typeof name === "string" && name.trim() !== "") return excerpt(name);
    if (typeof name === "number") return `error ${name}`;
  }
  return "an error without a message";
}
