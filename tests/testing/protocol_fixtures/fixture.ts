import type { Credential, StreamEvent, Usage } from "../../../providers/protocols/mod.ts";

/** One answer as its API gives it, streamed and whole, and what it says. */
export interface AnswerFixture {
  events: StreamEvent[];
  body: string;
  text: string;
  reasoning: string;
  usage: Usage;
  finishReason: string | null;
  /** Where a whole answer names it otherwise. */
  bodyFinishReason?: string;
  /** Where a whole answer counts otherwise. */
  bodyUsage?: Usage;
}

/** An error inside a 200. `events` is null where the API has no streams. */
export interface ErrorFixture {
  events: StreamEvent[] | null;
  body: string;
  says: string;
}

/** What the contract suite needs to know of a protocol. */
export interface ProtocolFixture {
  protocol: string;
  /** Base URL as its documentation gives it. */
  baseUrl: string;
  model: string;
  /** URL of a request that streams (or of the only sort there is). */
  url: string;
  credential: Credential;
  /** The headers that hold the secret: one, or none where it only signs. */
  secretHeaders: string[];
  /** Sampling parameters that would change what is measured. */
  owned: string[];
  plain: AnswerFixture;
  /** Null where the API has no reasoning apart from the text. */
  reasoning: AnswerFixture | null;
  errors: ErrorFixture[];
}

/** Not a key of anybody's: tests look for it where no key may be. */
export const CANARY = "canary-key-7f3a9c2e5b";

export const KEY: Credential = { kind: "key", key: CANARY };

/** AWS keys, of which the session token alone is sent as it is. */
export const AWS_KEYS: Credential = {
  kind: "aws",
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: `${CANARY}-secret`,
  sessionToken: `${CANARY}-session`,
};

/** A binary message of AWS with this name and payload. */
export function binaryEvent(name: string, payload: unknown): StreamEvent {
  const data = asText(payload);
  return { name, data, bytes: new TextEncoder().encode(data) };
}

/** Server-sent events without names, or lines, of these values; text stands as it is. */
export function events(...values: unknown[]): StreamEvent[] {
  return values.map((value) => ({ name: null, data: asText(value) }));
}

/** Server-sent events named by their own `type`. */
export function typedEvents(
  ...values: { type: string; [field: string]: unknown }[]
): StreamEvent[] {
  return values.map((value) => ({ name: value.type, data: asText(value) }));
}

/** Usage with nothing but these counts, tokens. */
export function usage(
  inputTokens: number | null,
  outputTokens: number | null,
  more: Partial<Usage> = {},
): Usage {
  return { inputTokens, outputTokens, reasoningTokens: null, cachedInputTokens: null, ...more };
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
