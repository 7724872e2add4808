/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One chat message. */
export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/** What a workload asks of an endpoint, before any wire format. */
export interface GenerationRequest {
  model: string;
  messages: ChatMessage[];
  /** Upper bound of generated tokens; null leaves it to the provider. */
  maxTokens: number | null;
  stream: boolean;
  /** Extra parameters merged into the body as they are (`--additional-sampling-params`). */
  samplingParams: Record<string, Json>;
}

/** An HTTP request as a protocol builds it. Header names are lower case. */
export interface HttpRequest {
  method: "POST" | "GET";
  url: URL;
  headers: Record<string, string>;
  body: string;
}

/** Token counts as the provider reports them. Null where it does not say. Unit: tokens. */
export interface Usage {
  inputTokens: number | null;
  outputTokens: number | null;
  reasoningTokens: number | null;
  cachedInputTokens: number | null;
}

/** What one stream event carries. Everything is optional: a role-only event carries nothing. */
export interface EventContent {
  /** Answer text. Never the empty string. */
  text?: string;
  /** Reasoning text, kept apart from the answer. Never the empty string. */
  reasoning?: string;
  usage?: Usage;
  finishReason?: string;
  /** An error the provider put inside a 200 stream. */
  error?: string;
  /** This event is the protocol's end mark. */
  end?: boolean;
}

/** One event of a streamed answer, as the protocol's {@link Framing} cut it out. */
export interface StreamEvent {
  /** The `event:` field of a server-sent event, the `:event-type` of a binary one; null when absent. */
  name: string | null;
  /** The event's payload as text; bytes that are not UTF-8 come as U+FFFD in binary framings. */
  data: string;
  /** The payload as it came, in binary framings only: a character may be split between events. */
  bytes?: Uint8Array;
}

/**
 * How the bytes of a streamed answer are cut into events:
 * - `event-stream`: server-sent events (WHATWG HTML);
 * - `json-lines`: one JSON value a line;
 * - `aws-event-stream`: AWS's binary messages with headers and checksums.
 */
export const FRAMINGS = ["event-stream", "json-lines", "aws-event-stream"] as const;
export type Framing = (typeof FRAMINGS)[number];

/** What requests are authorised with. Read from the environment, used, never stored or shown. */
export type Credential =
  | { kind: "none" }
  | { kind: "key"; key: string }
  /** A token that goes into `Authorization: Bearer`, whatever the protocol does with keys. */
  | { kind: "bearer"; token: string }
  | { kind: "aws"; accessKeyId: string; secretAccessKey: string; sessionToken: string | null };

/** Which credential a protocol is used with, and so which environment variables are read. */
export type CredentialSort = "key" | "aws" | "google";

/** Reads the events of one answer, in order. It may remember what came before. */
export type EventReader = (event: StreamEvent) => EventContent;

/**
 * A wire format: how to ask, and what an answer carries. Pure: no clock, no network, no database.
 */
export interface Protocol {
  id: string;
  /** Other names `--llm-api` accepts. */
  aliases: readonly string[];
  /** One line for `--help`. */
  description: string;
  credential: CredentialSort;
  framing: Framing;
  /** Null when the API can stream; else why it cannot, for people: TTFT is null for that reason. */
  cannotStream: string | null;
  /**
   * @param baseUrl the endpoint's base URL, e.g. `https://api.openai.com/v1`
   * @param nowUnixMs the time signatures carry, Unix ms
   * @throws {TypeError} when the request, the credential or a sampling parameter cannot be used. The
   *   message never contains a secret.
   */
  buildRequest(
    baseUrl: URL,
    request: GenerationRequest,
    credential: Credential,
    nowUnixMs: number,
  ): HttpRequest;
  /**
   * Makes the reader of one answer's events.
   * The reader throws {@link SyntaxError} when an event is not what the protocol allows (kind
   * `malformed`).
   */
  createReader(): EventReader;
  /**
   * Reads the body of an answer that was not streamed.
   * @throws {SyntaxError} when it is not what the protocol allows (kind `malformed`)
   */
  readBody(body: string): EventContent;
  /**
   * True when a stream that ends without {@link EventContent.end} was cut (kind `truncated`),
   * unless it gave a finish reason first.
   */
  hasEndMark: boolean;
  /** True when events repeat what came before: an answer is then many times as long as its text. */
  repeatsText?: boolean;
}
