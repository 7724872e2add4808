/** So much of a body is looked at; an error's message stands at its beginning. */
const MAX_BODY_BYTES = 64 * 1024;
/** Errors are wrapped in errors by gateways, but not for ever. */
const MAX_DEPTH = 6;
/** Longest first line of a plain text that is taken for a message, characters. */
const MAX_LINE_CHARS = 200;

/** Where APIs put what went wrong, best first: their own words, then a name for it. */
const FIELDS = [
  "error",
  "errors",
  "message",
  "Message",
  "detail",
  "error_description",
  "msg",
  "title",
  "__type",
  "type",
  "code",
];

/**
 * What a provider says in an error's body, for people; null when it says nothing in words.
 *
 * Every API has a shape of its own: `{"error": {"message"}}` (OpenAI and most others), `{"error":
 * "text"}` (Ollama, Hugging Face), `{"message"}` (Cohere, AWS), `{"detail"}` (FastAPI, Replicate),
 * a list of errors (Google, Cloudflare), and any of them within another. Proxies answer in plain
 * text, or in HTML, of which the title is taken.
 */
export function providerMessage(body: Uint8Array): string | null {
  const text = new TextDecoder().decode(body.subarray(0, MAX_BODY_BYTES)).trim();
  const title = /<title[^>]*>([^<]{1,200})<\/title>/i.exec(text);
  if (title !== null) return nonBlank(title[1]);
  const event = /^(?:event:.*\r?\n)?data:(.*)/.exec(text);
  const json = parse(event?.[1] ?? text);
  if (json !== undefined) return messageIn(json, MAX_DEPTH);
  const [line] = text.split(/[\r\n]/, 1);
  return /^[<{["]|^(data|event):/.test(text) || line!.length > MAX_LINE_CHARS
    ? null
    : nonBlank(line);
}

function messageIn(value: unknown, depth: number): string | null {
  if (typeof value === "string") return nonBlank(value);
  if (depth === 0 || typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) {
    for (const each of value.slice(0, 3)) {
      const message = messageIn(each, depth - 1);
      if (message !== null) return message;
    }
    return null;
  }
  for (const field of FIELDS) {
    if (!Object.hasOwn(value, field)) continue;
    const message = messageIn((value as Record<string, unknown>)[field], depth - 1);
    if (message !== null) return message;
  }
  return null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function nonBlank(text: string | undefined): string | null {
  return text === undefined || text.trim() === "" ? null : text.trim();
}
