import {
  type Credential,
  type EventContent,
  findProtocol,
  type GenerationRequest,
  type HttpRequest,
} from "../../providers/protocols/mod.ts";
import { events } from "./protocol_fixtures/fixture.ts";
import { foldAnswer, type FoldedAnswer } from "./fold_answer.ts";

/** A request, and its body as JSON. */
export type BuiltRequest = HttpRequest & { fields: Record<string, unknown> };

/** What tests of one protocol do with it. */
export interface ProtocolProbe {
  /** Builds a streaming request for "Hello" with a limit of 150 tokens, changed as given. */
  build(
    changes?: Partial<GenerationRequest>,
    url?: string,
    credential?: Credential,
  ): BuiltRequest;
  /** What one event says to a fresh reader. */
  read(data: unknown, name?: string | null): EventContent;
  /** What events without names say in all. */
  readAll(...data: unknown[]): FoldedAnswer;
  /** What a whole answer says. */
  readBody(body: unknown): EventContent;
}

/**
 * @param baseUrl used where a test names no other
 * @param model likewise
 */
export function probe(id: string, baseUrl: string, model: string): ProtocolProbe {
  const protocol = findProtocol(id);
  return {
    build(changes = {}, url = baseUrl, credential = { kind: "none" }) {
      const built = protocol.buildRequest(
        new URL(url),
        {
          model,
          messages: [{ role: "user", content: "Hello" }],
          maxTokens: 150,
          stream: true,
          samplingParams: {},
          ...changes,
        },
        credential,
        0,
      );
      return { ...built, fields: JSON.parse(built.body) };
    },
    read: (data, name = null) => protocol.createReader()({ ...events(data)[0]!, name }),
    readAll: (...data) => foldAnswer(protocol.createReader(), events(...data)),
    readBody: (body) => protocol.readBody(typeof body === "string" ? body : JSON.stringify(body)),
  };
}
