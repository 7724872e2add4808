/**
 * A streamed chat completion on the wire: head, one chunk an event in the shape that OpenAI's
 * servers send (about 270 bytes each), usage, end mark.
 *
 * @param events with text, one token each
 * @returns the bytes, and where each event ends in them
 */
export function answerBytes(events: number) {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const eventEnds: number[] = [];
  let length = 0;
  const add = (text: string) => {
    const part = encoder.encode(text);
    parts.push(part);
    length += part.length;
  };
  const addEvent = (data: string) => {
    add(`${(data.length + 8).toString(16)}\r\ndata: ${data}\n\n\r\n`);
    eventEnds.push(length);
  };
  add("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
  for (let event = 0; event < events; event++) addEvent(chunk({ content: " love" }));
  addEvent(chunk({}, "length"));
  const usage = { prompt_tokens: 550, completion_tokens: events, total_tokens: 550 + events };
  addEvent(JSON.stringify({ ...ENVELOPE, choices: [], usage }));
  addEvent("[DONE]");
  add("0\r\n\r\n");
  eventEnds[eventEnds.length - 1] = length;

  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, eventEnds: Uint32Array.from(eventEnds) };
}

const ENVELOPE = {
  id: "chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012",
  object: "chat.completion.chunk",
  created: 1_800_000_000,
  model: "replayed-model-2026-11-16",
  service_tier: "default",
  system_fingerprint: "fp_0123456789",
};

function chunk(delta: { content?: string }, finishReason: string | null = null): string {
  const choice = { index: 0, delta, logprobs: null, finish_reason: finishReason };
  return JSON.stringify({ ...ENVELOPE, choices: [choice], usage: null });
}
