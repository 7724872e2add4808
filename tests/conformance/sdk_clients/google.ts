import { GoogleGenAI } from "@google/genai";
import { type Client, KEY, nothingSeen, PROMPT, usageOf } from "./seen.ts";

/** Gemini at AI Studio, or at Vertex AI with a key ("express mode"). */
function gemini(vertexai: boolean): Client {
  return async ({ origin, model, maxTokens }) => {
    const client = new GoogleGenAI({
      apiKey: KEY,
      vertexai,
      httpOptions: { baseUrl: origin, retryOptions: { attempts: 1 } },
    });
    const stream = await client.models.generateContentStream({
      model,
      contents: PROMPT,
      config: { maxOutputTokens: maxTokens },
    });
    const seen = nothingSeen();
    for await (const chunk of stream) {
      const candidate = chunk.candidates?.[0];
      for (const part of candidate?.content?.parts ?? []) {
        if (part.thought) seen.reasoning += part.text ?? "";
        else seen.text += part.text ?? "";
      }
      seen.finishReason = candidate?.finishReason ?? seen.finishReason;
      const usage = chunk.usageMetadata;
      if (usage === undefined) continue;
      const { candidatesTokenCount: answer, thoughtsTokenCount: reasoning } = usage;
      seen.usage = usageOf(
        usage.promptTokenCount,
        answer === undefined ? null : answer + (reasoning ?? 0),
        { reasoning, cached: usage.cachedContentTokenCount },
      );
    }
    return seen;
  };
}

export const googleGemini = gemini(false);
export const googleVertex = gemini(true);
