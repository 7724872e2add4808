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

/** One server-sent event, as the SSE layer hands it over. */
export interface StreamEvent {
  /** The `event:` field; null when absent. */
  name: string | null;
  data: string;
}

/**
 * A wire format: how to ask, and what an answer carries. Pure: no clock, no network, no database.
 */
export interface Protocol {
  id: string;
  /** Other names `--llm-api` accepts. */
  aliases: readonly string[];
  /** One line for `--help`. */
  description: string;
  /**
   * @param baseUrl the endpoint's base URL, e.g. `https://api.openai.com/v1`
   * @param apiKey the key, or null for an endpoint that needs none
   */
  buildRequest(baseUrl: URL, request: GenerationRequest, apiKey: string | null): HttpRequest;
  /**
   * Reads one stream event.
   * @throws {SyntaxError} when the event's data is not what the protocol allows (kind `malformed`)
   */
  readEvent(event: StreamEvent): EventContent;
  /**
   * Reads the body of a non-streaming answer.
   * @throws {SyntaxError} as {@link readEvent}
   */
  readBody(body: string): EventContent;
  /**
   * True when a stream that ends without {@link EventContent.end} was cut (kind `truncated`),
   * unless it gave a finish reason first.
   */
  hasEndMark: boolean;
}
