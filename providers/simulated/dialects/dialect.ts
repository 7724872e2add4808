import type { PlannedEvent, StreamPlan } from "../profiles.ts";
import type { EventSort } from "../script.ts";
import type { EventFraming } from "./event_framing.ts";

/** A JSON object whose content nobody has checked. */
export type JsonObject = Record<string, unknown>;

/** A request, as far as it matters which API it is for. Header names are lower case. */
export interface DialectRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: ReadonlyMap<string, string>;
  body: Uint8Array;
}

/** What a path says about the call; null where the body says it. */
export interface Route {
  model: string | null;
  stream: boolean | null;
}

/** What a request asks for, checked. */
export interface Call {
  model: string;
  stream: boolean;
  includeUsage: boolean;
  /** Null when the request sets no bound. */
  maxTokens: number | null;
  /** All message texts in order; each is counted by itself. */
  texts: string[];
  /** Text of the last user message; empty when there is none. */
  lastUserText: string;
  /** Answered at once, and not with the text: that is fetched elsewhere. */
  atOnce?: true;
}

/** Token counts as they will be reported. */
export interface ReportedUsage {
  /** Null when prompts are not counted. */
  inputTokens: number | null;
  /** Reasoning included. */
  outputTokens: number;
  reasoningTokens: number;
}

/** Everything an answer is made of, before any wire format. */
export interface AnswerFacts {
  requestId: string;
  /** `http://host:port` as the client called it. */
  origin: string;
  call: Call;
  plan: StreamPlan;
  /** Unix seconds. */
  createdS: number;
  finishReason: "stop" | "length";
  /** Asked when the usage is about to be sent: counting a prompt takes its time. */
  usage: () => ReportedUsage;
  /** Writes JSON as bytes, one character a byte. */
  json: (value: unknown) => string;
}

/** One event of a streamed answer, framed as an event but not yet as a part of an HTTP body. */
export interface EventPart {
  sort: EventSort;
  /** One character a byte; a function when they are known only at that time. */
  bytes: string | (() => string);
}

/** A streamed answer as a dialect writes it. */
export interface StreamedParts {
  /** Sent with the head. */
  opening: EventPart[];
  /** For each planned event what is sent at its time, in one write. */
  texts: EventPart[][];
  /** Sent in one write, right after the last text. */
  closing: EventPart[];
}

/** Events that say nothing, in the ways in which an API can say nothing. Absent: it cannot. */
export interface OddEvents {
  /** An event whose list of choices (candidates, outputs) is empty. */
  emptyChoices?: string;
  /** An event whose text is null. */
  nullText?: string;
}

/**
 * A wire format as a server speaks it. Pure. One provider speaks all of them at once; method and
 * path say which one a request is in.
 */
export interface Dialect {
  /** The protocol's name, as `--llm-api` takes it. */
  id: string;
  /** One line for people: what it is and where it answers. */
  description: string;
  /** What the path says when the request is in this dialect; null when it is in another. */
  match(request: DialectRequest): Route | null;
  /** Whether the request carries the key, in a header in which the API takes keys. */
  isAuthorized(request: DialectRequest, apiKey: string): boolean;
  /**
   * Reads what is asked for.
   * @throws {CallRefused} when the API would refuse it
   */
  readCall(request: DialectRequest, route: Route, models: readonly string[]): Call;
  /** Writes the streamed answer. */
  stream(facts: AnswerFacts): StreamedParts;
  /** The answer in one piece, as JSON. */
  whole(facts: AnswerFacts): unknown;
  /** HTTP status of an answer in one piece; 200 when absent. */
  wholeStatus?: number;
  framing: EventFraming;
  /** An error as the body of an answer with an error status. */
  errorBody(status: number, message: string, code: string | null): unknown;
  /** Headers that the API sends with such an answer, beside the usual ones. */
  errorHeaders?(status: number): Record<string, string>;
  /** An error inside a stream, framed as an event. */
  errorEvent(message: string): string;
  odd: OddEvents;
}

/** All text of one sort, joined. */
export function textOf(plan: StreamPlan, sort: PlannedEvent["sort"]): string {
  return plan.events.filter((event) => event.sort === sort).map((event) => event.text).join("");
}

/** All text, where an API does not tell reasoning from the answer. */
export function allText(plan: StreamPlan): string {
  return plan.events.map((event) => event.text).join("");
}

/**
 * The number of the block each event is in, where an API sends reasoning and answer as blocks of
 * their own.
 */
export function blockIndexes(events: readonly PlannedEvent[]): number[] {
  let block = -1;
  return events.map(({ sort }, index) => events[index - 1]?.sort === sort ? block : ++block);
}

/** What a plan will have produced. */
export function plannedUsage(plan: StreamPlan): Omit<ReportedUsage, "inputTokens"> {
  let outputTokens = 0;
  let reasoningTokens = 0;
  for (const event of plan.events) {
    outputTokens += event.tokens;
    if (event.sort === "reasoning") reasoningTokens += event.tokens;
  }
  return { outputTokens, reasoningTokens };
}

/** The sum, null where one of the two is not known. */
export function totalTokens({ inputTokens, outputTokens }: ReportedUsage): number | null {
  return inputTokens === null ? null : inputTokens + outputTokens;
}
