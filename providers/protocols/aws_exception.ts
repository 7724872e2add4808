import { excerpt, isRecord } from "./untrusted_json.ts";
import type { StreamEvent } from "./protocol.ts";

/** What stands before the name of a binary message that is an exception or an error. */
const PREFIX = "exception:";

/**
 * What a binary message that is an exception says, as one bounded line such as
 * `throttlingException: Too many tokens, please wait`; null when the message is none.
 */
export function readAwsException({ name, data }: StreamEvent): string | null {
  if (name === null || !name.startsWith(PREFIX)) return null;
  const type = excerpt(name.slice(PREFIX.length)) || "an exception without a name";
  const said = messageOf(data);
  return said === "" ? type : excerpt(`${type}: ${said}`);
}

/** Bedrock writes `message`, SageMaker `Message` with an `ErrorCode`. */
function messageOf(data: string): string {
  const parsed = parse(data);
  if (!isRecord(parsed)) return excerpt(data);
  const code = parsed.ErrorCode ?? parsed.originalStatusCode;
  const message = parsed.message ?? parsed.Message ?? parsed.originalMessage;
  return [code, message]
    .filter((part) => typeof part === "string" || typeof part === "number")
    .map((part) => excerpt(String(part)))
    .filter((part) => part !== "")
    .join(": ");
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
