import Replicate from "replicate";
import { type Client, KEY, nothingSeen, PROMPT } from "./seen.ts";

/** Where a stream is not asked for, the client waits for the prediction, as our adapter does. */
export const replicate: Client = async ({ origin, model, maxTokens }) => {
  const output = await clientOf(origin).run(model as `${string}/${string}`, {
    input: { prompt: PROMPT, max_tokens: maxTokens },
    wait: { mode: "block", timeout: 60 },
  });
  return { ...nothingSeen(), text: (output as string[]).join("") };
};

/** The client's own stream, from the URL that a first answer names. */
export const replicateStream: Client = async ({ origin, model, maxTokens }) => {
  const seen = nothingSeen();
  const stream = clientOf(origin).stream(model as `${string}/${string}`, {
    input: { prompt: PROMPT, max_tokens: maxTokens },
  });
  for await (const event of stream) {
    if (event.event === "output") seen.text += event.data;
  }
  return seen;
};

function clientOf(origin: string): Replicate {
  return new Replicate({ auth: KEY, baseUrl: `${origin}/v1` });
}
