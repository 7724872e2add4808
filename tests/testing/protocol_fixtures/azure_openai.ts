import { events, KEY, type ProtocolFixture } from "./fixture.ts";
import { chatErrors, plainChat, reasonedChat } from "./openai_chat.ts";

const filtered = {
  choices: [],
  prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
};

export const fixture: ProtocolFixture = {
  protocol: "azure-openai",
  baseUrl: "https://my-resource.openai.azure.com",
  model: "my-deployment",
  url: "https://my-resource.openai.azure.com/openai/deployments/my-deployment/chat/completions" +
    "?api-version=2024-10-21",
  credential: KEY,
  secretHeaders: ["api-key"],
  owned: ["model", "messages", "stream", "n"],
  plain: { ...plainChat, events: [...events(filtered), ...plainChat.events] },
  reasoning: reasonedChat,
  errors: chatErrors,
};
