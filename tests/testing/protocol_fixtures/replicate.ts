import { KEY, type ProtocolFixture, usage } from "./fixture.ts";

const prediction = (status: string, more: object) => ({
  id: "gm3qorzdhgbfurvjtvhg6dckhu",
  model: "meta/meta-llama-3-8b-instruct",
  version: "hidden",
  input: { prompt: "Hello" },
  logs: "",
  output: null,
  error: null,
  status,
  urls: { get: "https://api.replicate.com/v1/predictions/gm3q", stream: "https://s.example/x" },
  ...more,
});
const failing = (status: string, error: string | null, says: string) => ({
  events: null,
  body: JSON.stringify(prediction(status, { error })),
  says,
});

export const fixture: ProtocolFixture = {
  protocol: "replicate",
  baseUrl: "https://api.replicate.com/v1",
  model: "meta/meta-llama-3-8b-instruct",
  url: "https://api.replicate.com/v1/models/meta/meta-llama-3-8b-instruct/predictions",
  credential: KEY,
  secretHeaders: ["authorization"],
  owned: ["prompt", "version", "stream"],
  plain: {
    events: [],
    body: JSON.stringify(prediction("succeeded", {
      output: ["", "Hel", "lo", " you"],
      metrics: {
        input_token_count: 6,
        output_token_count: 3,
        predict_time: 0.2,
        time_to_first_token: 0.1,
      },
    })),
    text: "Hello you",
    reasoning: "",
    usage: usage(6, 3),
    finishReason: "succeeded",
  },
  reasoning: null,
  errors: [
    failing("failed", "CUDA out of memory", "CUDA out of memory"),
    failing("failed", null, "failed"),
    failing("canceled", null, "canceled"),
    failing("aborted", null, "aborted"),
    failing("processing", null, "not done"),
    failing("starting", null, "not done"),
  ],
};
