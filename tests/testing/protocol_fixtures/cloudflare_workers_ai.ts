import { events, KEY, type ProtocolFixture, usage } from "./fixture.ts";
import { reasonedChat } from "./openai_chat.ts";

const counts = { prompt_tokens: 20, completion_tokens: 4, total_tokens: 24 };
const whole = (result: unknown) => ({ result, success: true, errors: [], messages: [] });

export const fixture: ProtocolFixture = {
  protocol: "cloudflare-workers-ai",
  baseUrl: "https://api.cloudflare.com/client/v4/accounts/0123abcd",
  model: "@cf/meta/llama-3.1-8b-instruct",
  url: "https://api.cloudflare.com/client/v4/accounts/0123abcd/ai/run/" +
    "@cf/meta/llama-3.1-8b-instruct",
  credential: KEY,
  secretHeaders: ["authorization"],
  owned: ["messages", "prompt", "stream"],
  plain: {
    events: events(
      { response: "It is", p: "abdefghi" },
      { response: " ", p: "abd" },
      // A piece that is a number comes as a number.
      { response: 7, p: "abdef" },
      { response: "" },
      { response: "", usage: counts },
      "[DONE]",
    ),
    body: JSON.stringify(whole({ response: "It is 7", tool_calls: [], usage: counts })),
    text: "It is 7",
    reasoning: "",
    usage: usage(20, 4),
    finishReason: null,
  },
  reasoning: { ...reasonedChat, body: JSON.stringify(whole(JSON.parse(reasonedChat.body))) },
  errors: [{
    events: events({
      errors: [{ message: "AiError: out of capacity", code: 3040 }],
      success: false,
    }),
    body: JSON.stringify({
      result: {},
      success: false,
      errors: [{ message: "AiError: out of capacity", code: 3040 }],
      messages: [],
    }),
    says: "out of capacity",
  }],
};
