import type { StreamEvent } from "../../../providers/protocols/mod.ts";
import { AWS_KEYS, type ProtocolFixture } from "./fixture.ts";
import { fixture as tgi } from "./huggingface_tgi.ts";

/** What a TGI container streams, in parts that end anywhere. */
function parts(): StreamEvent[] {
  const bytes = new TextEncoder().encode(
    tgi.plain.events.map(({ data }) => `data:${data}\n\n`).join(""),
  );
  const cuts = [0, 1, 40, 170, bytes.length - 90, bytes.length];
  return cuts.slice(1).map((end, index) => part(bytes.slice(cuts[index], end)));
}

function part(bytes: Uint8Array): StreamEvent {
  return { name: "PayloadPart", data: new TextDecoder().decode(bytes), bytes };
}

const broken = { error: "Model is overloaded", error_type: "overloaded" };

export const fixture: ProtocolFixture = {
  protocol: "aws-sagemaker",
  baseUrl: "https://runtime.sagemaker.eu-west-1.amazonaws.com",
  model: "my-endpoint",
  url: "https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/my-endpoint/" +
    "invocations-response-stream",
  credential: AWS_KEYS,
  secretHeaders: ["x-amz-security-token"],
  owned: ["inputs", "stream"],
  plain: { ...tgi.plain, events: parts(), body: `[${tgi.plain.body}]` },
  reasoning: null,
  errors: [{
    events: [part(new TextEncoder().encode(`data:${JSON.stringify(broken)}\n\n`))],
    body: JSON.stringify(broken),
    says: "Model is overloaded",
  }, {
    events: [{
      name: "exception:ModelStreamError",
      data: JSON.stringify({ Message: "the container went away", ErrorCode: "ModelInvocation" }),
    }],
    body: JSON.stringify({ error: "the container went away" }),
    says: "went away",
  }],
};
