/** The law of {@link startLiveEngine}: `queueEngine` with a stream after the first token. */
export interface LiveLaw {
  /** First tokens a second at most. */
  capacityPerS: number;
  /** Between the tokens of an answer, which disturb nobody, ms. */
  gapMs: number;
  /** 0 takes a free one. */
  port?: number;
}

export interface LiveEngine {
  /** What to give `deno task job --url`. */
  baseUrl: string;
  stop: () => Promise<void>;
}

const encoder = new TextEncoder();

/**
 * An engine that saturates, on a real socket: one server, first come first served, that takes
 * `1 / capacityPerS` for every first token, so that theory says how long requests wait
 * (`queueing_theory.ts`). Speaks `openai-chat`, streams always, one token an event.
 */
export function startLiveEngine({ capacityPerS, gapMs, port = 0 }: LiveLaw): LiveEngine {
  const serviceMs = 1000 / capacityPerS;
  let freeMs = -Infinity;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, onListen: () => {} },
    async (request) => {
      if (!new URL(request.url).pathname.endsWith("/chat/completions")) {
        return new Response("only /v1/chat/completions is served\n", { status: 404 });
      }
      const { max_tokens, max_completion_tokens, messages } = await request.json();
      freeMs = Math.max(freeMs, performance.now()) + serviceMs;
      return new Response(
        answer(freeMs, gapMs, {
          tokens: Math.max(1, max_completion_tokens ?? max_tokens ?? 16),
          promptTokens: Math.ceil(JSON.stringify(messages).length / 4),
        }),
        { headers: { "content-type": "text/event-stream" } },
      );
    },
  );
  return {
    baseUrl: `http://127.0.0.1:${server.addr.port}/v1`,
    stop: () => server.shutdown(),
  };
}

/** Tokens from `firstMs` on, then the counts and the end mark. */
function answer(
  firstMs: number,
  gapMs: number,
  { tokens, promptTokens }: { tokens: number; promptTokens: number },
): ReadableStream<Uint8Array> {
  let sent = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return new ReadableStream({
    pull(controller) {
      const dueMs = firstMs + sent * gapMs;
      return new Promise((resolve) => {
        timer = setTimeout(() => {
          sent++;
          controller.enqueue(event({ content: " a" }, sent === tokens ? "length" : null));
          if (sent === tokens) {
            controller.enqueue(usage(promptTokens, tokens));
            controller.close();
          }
          resolve();
        }, Math.max(0, dueMs - performance.now()));
      });
    },
    cancel: () => clearTimeout(timer),
  });
}

function event(delta: object, finishReason: string | null): Uint8Array {
  return line({ choices: [{ index: 0, delta, finish_reason: finishReason }] });
}

function usage(prompt: number, completion: number): Uint8Array {
  const counts = {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
  const end = encoder.encode("data: [DONE]\n\n");
  const last = line({ choices: [], usage: counts });
  const both = new Uint8Array(last.length + end.length);
  both.set(last);
  both.set(end, last.length);
  return both;
}

function line(fields: object): Uint8Array {
  const chunk = { id: "live", object: "chat.completion.chunk", created: 0, model: "live" };
  return encoder.encode(`data: ${JSON.stringify({ ...chunk, ...fields })}\n\n`);
}

if (import.meta.main) {
  const [capacity = "20", port = "9200"] = Deno.args;
  const engine = startLiveEngine({ capacityPerS: Number(capacity), gapMs: 10, port: Number(port) });
  console.log(`at most ${capacity} first tokens a second at ${engine.baseUrl}`);
}
