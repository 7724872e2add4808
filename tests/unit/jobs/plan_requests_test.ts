import assert from "node:assert/strict";
import { buildRequest, whyNotStreamed } from "../../../jobs/plan_requests.ts";
import { weeklyJob } from "../../../jobs/schedule/weekly_job.ts";
import { openaiChat } from "../../../providers/protocols/openai_chat.ts";
import type { Protocol } from "../../../providers/protocols/protocol.ts";
import { makeEndpoint } from "../../testing/samples.ts";

const JOB = weeklyJob(makeEndpoint(), 1, "test", { transport: "raw", reason: "the default" });
const CANNOT: Protocol = { ...openaiChat, cannotStream: "its stream needs a second request" };

/** Whether the request built asks for a stream. */
function asksForStream(job: typeof JOB, protocol: Protocol): boolean {
  const messages = [{ role: "user" as const, content: "Hello" }];
  const prompt = { index: 0, messages, maxTokens: 5 };
  const { bytes } = buildRequest(job, protocol, { kind: "none" }, prompt, 0);
  const text = new TextDecoder().decode(bytes);
  return JSON.parse(text.slice(text.indexOf("\r\n\r\n"))).stream;
}

Deno.test("a stream is asked for unless the job or the API does without, and then it is said why", () => {
  const whole = { ...JOB, stream: false };
  assert.deepEqual([asksForStream(JOB, openaiChat), whyNotStreamed(JOB, openaiChat)], [true, null]);
  assert.equal(asksForStream(JOB, CANNOT), false);
  assert.equal(whyNotStreamed(JOB, CANNOT), CANNOT.cannotStream);
  assert.equal(asksForStream(whole, openaiChat), false);
  assert.match(whyNotStreamed(whole, openaiChat)!, /--no-stream/);
});
