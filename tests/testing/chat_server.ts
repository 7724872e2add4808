/** A request as a provider sees it. */
export interface SeenRequest {
  headers: Headers;
  body: string;
}

/** A server that notes every request and answers as it is told. */
export interface ChatServer {
  baseUrl: string;
  requests: SeenRequest[];
  stop(): Promise<void>;
}

/** A streamed answer of two words, whole at once. */
export function shortAnswer(): Response {
  const event = (delta: unknown, finish: string | null) =>
    `data: ${JSON.stringify({ choices: [{ delta, finish_reason: finish }] })}\n\n`;
  return new Response(
    event({ role: "assistant", content: "" }, null) + event({ content: "Hello" }, null) +
      event({ content: " world" }, null) + event({}, "stop") + "data: [DONE]\n\n",
    { headers: { "content-type": "text/event-stream" } },
  );
}

/** Starts one on a free loopback port. */
export function startChatServer(
  answer: (request: SeenRequest) => Response | Promise<Response> = shortAnswer,
): ChatServer {
  const requests: SeenRequest[] = [];
  const abort = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal: abort.signal },
    async (request) => {
      const body = await request.text().catch(goneAway);
      if (body === null) return new Response(null, { status: 400 });
      const seen = { headers: request.headers, body };
      requests.push(seen);
      return await answer(seen);
    },
  );
  return {
    baseUrl: `http://127.0.0.1:${server.addr.port}/v1`,
    requests,
    async stop() {
      // Not `shutdown`, which waits for the streams.
      abort.abort();
      await server.finished;
    },
  };
}

/** A client that is interrupted hangs up in the middle of its request. */
function goneAway(error: unknown): null {
  if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Http) return null;
  throw error;
}
