import { events, KEY, type ProtocolFixture, usage } from "./fixture.ts";

function chunk(parts: unknown[], finish: string | null, counts: object): unknown {
  const reason = finish === null ? {} : { finishReason: finish };
  return {
    candidates: [{ content: { parts, role: "model" }, ...reason, index: 0 }],
    usageMetadata: counts,
    modelVersion: "gemini-2.5-flash",
  };
}

const started = { promptTokenCount: 11, totalTokenCount: 11 };
const counts = { promptTokenCount: 11, candidatesTokenCount: 6, totalTokenCount: 17 };
const thought = { ...counts, thoughtsTokenCount: 40, cachedContentTokenCount: 5 };
const refused = { promptFeedback: { blockReason: "PROHIBITED_CONTENT" }, usageMetadata: started };

export const fixture: ProtocolFixture = {
  protocol: "google-gemini",
  baseUrl: "https://generativelanguage.googleapis.com/v1beta",
  model: "gemini-2.5-flash",
  url: "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash" +
    ":streamGenerateContent?alt=sse",
  credential: KEY,
  secretHeaders: ["x-goog-api-key"],
  owned: ["model", "contents", "systemInstruction", "candidateCount", "stream"],
  plain: {
    events: events(
      chunk([{ text: "Grüß" }], null, started),
      chunk([{ text: " Gott" }, { text: "!" }], null, started),
      chunk([{ text: "" }], "STOP", counts),
    ),
    body: JSON.stringify(chunk([{ text: "Grüß Gott!" }], "STOP", counts)),
    text: "Grüß Gott!",
    reasoning: "",
    usage: usage(11, 6),
    finishReason: "STOP",
  },
  reasoning: {
    events: events(
      chunk([{ text: "Six ", thought: true }], null, started),
      chunk([{ text: "sevens", thought: true }, { text: "4" }], null, started),
      chunk([{ text: "2", thoughtSignature: "CikB" }], "MAX_TOKENS", thought),
    ),
    body: JSON.stringify(
      chunk([{ text: "Six sevens", thought: true }, { text: "42" }], "MAX_TOKENS", thought),
    ),
    text: "42",
    reasoning: "Six sevens",
    usage: usage(11, 46, { reasoningTokens: 40, cachedInputTokens: 5 }),
    finishReason: "MAX_TOKENS",
  },
  errors: [
    {
      events: events({ error: { code: 503, message: "overloaded model", status: "UNAVAILABLE" } }),
      body: JSON.stringify({ error: { code: 503, message: "overloaded model" } }),
      says: "overloaded model",
    },
    { events: events(refused), body: JSON.stringify(refused), says: "PROHIBITED_CONTENT" },
  ],
};
