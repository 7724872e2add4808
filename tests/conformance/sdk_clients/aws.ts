import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import {
  InvokeEndpointWithResponseStreamCommand,
  SageMakerRuntimeClient,
} from "@aws-sdk/client-sagemaker-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { type Client, KEY, nothingSeen, PROMPT, usageOf } from "./seen.ts";

/** Our server speaks HTTP/1.1, and without TLS there is nothing to agree on another by. */
function optionsFor(origin: string) {
  return {
    region: "us-east-1",
    endpoint: origin,
    credentials: { accessKeyId: KEY, secretAccessKey: KEY },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
  };
}

export const awsBedrock: Client = async ({ origin, model, maxTokens }) => {
  const client = new BedrockRuntimeClient(optionsFor(origin));
  const { stream } = await client.send(
    new ConverseStreamCommand({
      modelId: model,
      messages: [{ role: "user", content: [{ text: PROMPT }] }],
      inferenceConfig: { maxTokens },
    }),
  );
  const seen = nothingSeen();
  for await (const event of stream ?? []) {
    const delta = event.contentBlockDelta?.delta;
    seen.text += delta?.text ?? "";
    seen.reasoning += delta?.reasoningContent?.text ?? "";
    seen.finishReason = event.messageStop?.stopReason ?? seen.finishReason;
    const usage = event.metadata?.usage;
    if (usage === undefined) continue;
    const { inputTokens: rest, cacheReadInputTokens: cached, cacheWriteInputTokens } = usage;
    seen.usage = usageOf(
      rest === undefined ? null : rest + (cached ?? 0) + (cacheWriteInputTokens ?? 0),
      usage.outputTokens,
      { cached },
    );
  }
  client.destroy();
  return seen;
};

/** What TGI, the container, streams: the service's client hands out its bytes in pieces. */
interface TgiEvent {
  token: { text: string; special: boolean };
  details: { finish_reason: string; generated_tokens: number; input_length: number | null } | null;
}

export const awsSagemaker: Client = async ({ origin, model, maxTokens }) => {
  const client = new SageMakerRuntimeClient(optionsFor(origin));
  const { Body } = await client.send(
    new InvokeEndpointWithResponseStreamCommand({
      EndpointName: model,
      ContentType: "application/json",
      Body: JSON.stringify({
        inputs: PROMPT,
        parameters: { max_new_tokens: maxTokens, details: true },
        stream: true,
      }),
    }),
  );
  const decoder = new TextDecoder();
  let stream = "";
  for await (const event of Body ?? []) {
    stream += decoder.decode(event.PayloadPart?.Bytes, { stream: true });
  }
  client.destroy();
  const seen = nothingSeen();
  for (const line of stream.split("\n").filter((line) => line.startsWith("data:"))) {
    const { token, details }: TgiEvent = JSON.parse(line.slice("data:".length));
    if (!token.special) seen.text += token.text;
    if (details === null) continue;
    seen.finishReason = details.finish_reason;
    seen.usage = usageOf(details.input_length, details.generated_tokens);
  }
  return seen;
};
