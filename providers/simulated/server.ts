import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { answerCall, type FoundDialect } from "./call_handler.ts";
import type { Clock } from "./clock.ts";
import { serveConnection } from "./connection.ts";
import { type DialectRequest, findDialect, MODEL_LISTS } from "./dialects/mod.ts";
import { Exchange } from "./exchange.ts";
import { errorBody, jsonResponse } from "./http_response.ts";
import type { ResolvedOptions } from "./options.ts";
import { PromptCount } from "./prompt_count.ts";
import { loadTokenizer } from "./tokenizer.ts";
import type { ReceivedRequest } from "./request_reader.ts";
import { Scheduler } from "./scheduler.ts";
import { compileScript, type ResponseScript } from "./script.ts";
import type { TruthDocument, TruthPart } from "./truth.ts";
import { TruthLog } from "./truth_log.ts";
import { TruthRecord } from "./truth_record.ts";
import { sendTruth } from "./truth_response.ts";

/** What a server thread is given from outside. */
export interface ServerDeps {
  clock: Clock;
  /** Numbers requests in order of arrival, over all threads. */
  nextRequestNumber(): number;
  /** The truth of all threads. */
  gatherTruth(id: string | null): Promise<TruthDocument>;
  /** Forgets the truth of all threads. */
  clearTruth(): Promise<void>;
  /** Several threads listen on the same port. */
  reusePort: boolean;
}

/** One thread's server. */
export interface RunningServer {
  port: number;
  part(id: string | null): TruthPart;
  clear(): void;
  stop(): Promise<void>;
}

const ID_HEADER = /^[\x21-\x7e]{1,200}$/;

/**
 * Starts listening in this thread.
 * @throws {Error} from the system when the port is taken or not allowed
 */
export async function startServer(
  options: ResolvedOptions,
  deps: ServerDeps,
): Promise<RunningServer> {
  const tokenizer = await loadTokenizer();
  const { clock } = deps;
  const scheduler = new Scheduler(clock);
  const truth = new TruthLog(options.truthCapacity);
  const sockets = new Set<Socket>();
  const exchangeDeps = { clock, scheduler, truth };

  function serveCall(
    found: FoundDialect,
    request: ReceivedRequest & DialectRequest,
    receivedMs: number,
    keepAlive: boolean,
    socket: Socket,
    onEnd: () => void,
  ): Exchange {
    const requestNumber = deps.nextRequestNumber();
    const given = request.headers.get("x-request-id") ?? "";
    const requestId = truth.freeId(ID_HEADER.test(given) ? given : `sim-${requestNumber}`);
    let record: TruthRecord | null = null;
    let prompt: PromptCount | null = null;
    const countTokens = (texts: readonly string[]) => {
      if (!options.countPromptTokens) return null;
      const total = promptOf(texts).total();
      if (record !== null) record.promptTokens = total;
      return total;
    };
    const promptOf = (texts: readonly string[]) => prompt ??= new PromptCount(texts, tokenizer);
    const outcome = answerCall(
      found,
      {
        request,
        httpVersion: request.version,
        requestId,
        requestNumber,
        receivedMs,
        keepAlive,
        createdS: Math.floor(Date.now() / 1000),
        countTokens,
      },
      options,
      tokenizer,
    );
    const script = compileScript(outcome.script);
    const kept = record = new TruthRecord({
      id: requestId,
      requestNumber,
      receivedMs,
      script,
      index: request.headers.get("x-lapboard-index") ?? null,
      fault: outcome.fault,
      baseMs: outcome.baseMs,
    });
    truth.add(kept);
    // Counting a long prompt takes as long as sending dozens of events: it fills the gaps.
    if (options.countPromptTokens && outcome.texts.length > 0) {
      const counting = promptOf(outcome.texts);
      scheduler.whenQuiet(() => {
        if (!counting.step()) return false;
        kept.promptTokens = counting.total();
        return true;
      });
    }
    return new Exchange(exchangeDeps, socket, script, outcome.baseMs, kept, onEnd);
  }

  function handle(
    request: ReceivedRequest,
    receivedMs: number,
    socket: Socket,
    onEnd: () => void,
  ): Exchange | null {
    const keepAlive = request.version === "1.1" &&
      request.headers.get("connection")?.toLowerCase() !== "close";
    const answer = (script: ResponseScript) =>
      new Exchange(exchangeDeps, socket, compileScript(script), receivedMs, null, onEnd);
    const [path = "", query] = request.target.split("?", 2);
    switch (`${request.method} ${path}`) {
      case "GET /healthz":
        return answer(jsonResponse(200, { status: "ok" }, { keepAlive }));
      case "GET /truth":
        deps.gatherTruth(new URLSearchParams(query).get("id"))
          .then((document) => sendTruth(socket, document, keepAlive, onEnd));
        return null;
      case "DELETE /truth":
        deps.clearTruth()
          .then(() => answer(jsonResponse(200, { status: "ok" }, { keepAlive })).start());
        return null;
      default: {
        const asked = { ...request, path, query: new URLSearchParams(query) };
        const found = findDialect(asked);
        if (found !== null) return serveCall(found, asked, receivedMs, keepAlive, socket, onEnd);
        const list = request.method === "GET" ? MODEL_LISTS.get(path) : undefined;
        if (list !== undefined) {
          return answer(jsonResponse(200, list(options.models), { keepAlive }));
        }
        const message = `there is no ${request.method} ${path.slice(0, 200)}`;
        return answer(
          jsonResponse(404, errorBody(message, "invalid_request_error", null), { keepAlive }),
        );
      }
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    truth.connectionsAccepted++;
    truth.connectionsOpen++;
    socket.on("close", () => {
      sockets.delete(socket);
      truth.connectionsOpen--;
    });
    serveConnection(socket, clock, handle);
  });
  server.listen({ host: options.host, port: options.port, reusePort: deps.reusePort });
  await once(server, "listening");

  return {
    port: (server.address() as AddressInfo).port,
    part: (id) => truth.part(id),
    clear: () => truth.clear(),
    async stop() {
      scheduler.stop();
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
