import type { Channel, Timeouts } from "./channel.ts";
import { nowMs } from "./clock.ts";
import { type Connection, ConnectionChannel } from "./connection_channel.ts";
import type { ResponseTape } from "./response_tape.ts";
import type { Target } from "./target.ts";
import { WireFailure } from "./wire_failure.ts";

/** What the channels of one thread need to know. */
export interface FetchOptions {
  target: Target;
  timeouts: Timeouts;
  /** Extra root certificates (PEM), beside the system's. */
  caCerts: string[];
}

/** A read rarely brings more; longer ones come in pieces. */
const READ_BYTES = 4096;

/** `fetch` sets these by itself, and does not let anybody else. */
const OWN_REQUEST_HEADERS = new Set(["host", "content-length", "connection"]);
/** How the body was framed on the wire is no longer true of what `fetch` hands over. */
const FRAMING_HEADERS = new Set(["transfer-encoding", "content-length", "connection"]);

/**
 * Channels on Deno's `fetch`, for hosts that are reached through a proxy or speak HTTP/2 alone.
 * Costs more per event than a socket of one's own, and sees less:
 *
 * - the connection is the client pool's: its set-up is part of the wait for the first byte, and
 *   whether it was used before is not known, so there is no connect phase and no counted retry. The
 *   pool itself asks again, and does not say so, when a connection it kept broke before a whole head
 *   had come;
 * - the answer's head and framing are gone: the tape gets a head written anew, stamped when `fetch`
 *   resolved, and the body behind it, ended by the end of the stream;
 * - a body that breaks off is `truncated`, for a reset connection looks the same.
 */
export class FetchTransport {
  readonly alarm = null;
  readonly #options: FetchOptions;
  readonly #client: Deno.HttpClient;

  constructor(options: FetchOptions) {
    this.#options = options;
    this.#client = Deno.createHttpClient({ caCerts: options.caCerts });
  }

  channel(): Channel {
    const connection = new FetchConnection(this.#client, originOf(this.#options.target));
    return new ConnectionChannel(
      this.#options.timeouts,
      () => Promise.resolve({ connection, startMs: null, connectedMs: null }),
    );
  }

  /** Closes the pool; channels are to be closed before. */
  close(): Promise<void> {
    this.#client.close();
    return Promise.resolve();
  }
}

/** One request at a time through the pool. */
class FetchConnection implements Connection {
  readonly #client: Deno.HttpClient;
  readonly #origin: string;
  #underWay: AbortController | null = null;
  #reader: ReadableStreamBYOBReader | null = null;

  constructor(client: Deno.HttpClient, origin: string) {
    this.#client = client;
    this.#origin = origin;
  }

  async carry(request: Uint8Array<ArrayBuffer>, tape: ResponseTape): Promise<boolean> {
    const controller = this.#underWay = new AbortController();
    const { path, ...init } = readRequest(request);
    try {
      const response = await this.#fetch(path, { ...init, signal: controller.signal });
      const stampMs = nowMs();
      append(tape, writeHead(response), stampMs);
      if (response.body !== null) await this.#receive(response.body, tape, controller.signal);
    } catch (error) {
      // Whatever is still coming is not wanted any more.
      controller.abort();
      throw error;
    } finally {
      this.#underWay = null;
      this.#reader = null;
    }
    tape.framing.close(tape.used);
    return true;
  }

  close(): void {
    this.#underWay?.abort();
    // Once the collector has been, the signal does not reach the body any more (Deno keeps what
    // joins them by a weak reference alone): a read of an answer that fell silent would never end.
    this.#reader?.cancel().catch(() => {});
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.#origin + path, {
        ...init,
        client: this.#client,
        redirect: "manual",
      });
    } catch (error) {
      throw fetchFailure(error);
    }
  }

  /** Reads into one buffer, which travels to the reader and back. */
  async #receive(
    body: ReadableStream<Uint8Array>,
    tape: ResponseTape,
    signal: AbortSignal,
  ): Promise<void> {
    const reader = this.#reader = body.getReader({ mode: "byob" });
    let buffer = new ArrayBuffer(READ_BYTES);
    for (;;) {
      const { done, value } = await read(reader, buffer);
      const stampMs = nowMs();
      // A reader that was cancelled says that it is done.
      signal.throwIfAborted();
      if (done) return;
      append(tape, value, stampMs);
      buffer = value.buffer;
    }
  }
}

async function read(reader: ReadableStreamBYOBReader, buffer: ArrayBuffer) {
  try {
    return await reader.read(new Uint8Array(buffer));
  } catch (cause) {
    throw new WireFailure("truncated", "body", `the answer broke off: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Notes one arrival on a tape. */
function append(tape: ResponseTape, bytes: Uint8Array, stampMs: number): void {
  tape.space(bytes.length).set(bytes);
  tape.note(bytes.length, stampMs);
}

/** Takes apart what `encodeRequest` has put together. */
function readRequest(request: Uint8Array<ArrayBuffer>) {
  const headEnd = endOfHead(request);
  const [line, ...fields] = new TextDecoder("latin1").decode(request.subarray(0, headEnd - 4))
    .split("\r\n");
  const [method, path] = line!.split(" ");
  const headers = fields
    .map((field): [string, string] => {
      const colon = field.indexOf(":");
      return [field.slice(0, colon), field.slice(colon + 1).trim()];
    })
    .filter(([name]) => !OWN_REQUEST_HEADERS.has(name.toLowerCase()));
  const body = request.subarray(headEnd);
  return { method: method!, path: path!, headers, body: body.length === 0 ? null : body };
}

function endOfHead(request: Uint8Array): number {
  const [CR, LF] = [13, 10];
  for (let at = 3; at < request.length; at++) {
    if (
      request[at] === LF && request[at - 1] === CR && request[at - 2] === LF &&
      request[at - 3] === CR
    ) return at + 1;
  }
  throw new TypeError("cannot send a request whose headers have no end");
}

/** A head that says of the response what is still true of it. */
function writeHead(response: Response): Uint8Array {
  let head = `HTTP/1.1 ${response.status} ${response.statusText}\r\n`;
  for (const [name, value] of response.headers) {
    if (!FRAMING_HEADERS.has(name)) head += `${name}: ${value}\r\n`;
  }
  head += "connection: close\r\n\r\n";
  return Uint8Array.from(head, (character) => character.charCodeAt(0));
}

/** Gives a rejection of `fetch` its kind; the only thing that tells them apart is the text. */
function fetchFailure(error: unknown): WireFailure {
  const message = messageOf(error);
  const options = { cause: error };
  if (error instanceof Deno.errors.NotCapable || /port \d+ (is|are) blocked/.test(message)) {
    return new WireFailure("client", "connect", message, options);
  }
  if (/dns error|lookup address/i.test(message)) {
    return new WireFailure("dns", "connect", message, options);
  }
  // A TCP connection that is refused or reset says "tcp connect error"; here it stood already.
  if (
    /certificate|tls|handshake|alpn|InvalidContentType|\(Connect\): Connection reset/i.test(message)
  ) {
    return new WireFailure("tls", "connect", message, options);
  }
  if (message.includes("(Connect)")) {
    return new WireFailure("connect", "connect", message, options);
  }
  if (message.includes("message head is too large")) {
    return new WireFailure("overflow", "headers", message, options);
  }
  if (/invalid HTTP|parse/i.test(message)) {
    return new WireFailure("malformed", "headers", message, options);
  }
  return new WireFailure("reset", "first_byte", message, options);
}

function originOf({ hostname, port, tls }: Target): string {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return `${tls ? "https" : "http"}://${host}:${port}`;
}

/** The innermost message says what happened; the outer one says only that it did. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
