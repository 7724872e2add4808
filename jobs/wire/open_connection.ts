import { nowMs } from "./clock.ts";
import type { Target } from "./target.ts";
import { WireFailure } from "./wire_failure.ts";

/** A connection that stands, with when its set-up began and ended. */
export interface OpenConnection {
  conn: Deno.Conn;
  startMs: number;
  connectedMs: number;
}

/** How connections are made. */
export interface ConnectOptions {
  /** Limit for name look-up, TCP and TLS together, ms. */
  connectTimeoutMs: number;
  /** Extra root certificates (PEM), beside the system's. */
  caCerts: string[];
}

/** The server would speak TLS, but not HTTP/1.1 in it. */
export class Http1Refused extends WireFailure {
  constructor(where: string, options: ErrorOptions) {
    super("tls", "connect", `${where} does not speak HTTP/1.1`, options);
  }
}

/**
 * Name look-up, TCP with TCP_NODELAY, and TLS with ALPN `http/1.1` where the target asks for it.
 * TCP and TLS are separate steps so that a failure names the right one.
 *
 * @throws {WireFailure} kind `dns`, `connect` or `tls`
 */
export async function openConnection(
  target: Target,
  options: ConnectOptions,
): Promise<OpenConnection> {
  const startMs = nowMs();
  const where = `${target.hostname}:${target.port}`;
  const limit = new AbortController();
  let open: Deno.Conn | null = null;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    limit.abort();
    // A handshake takes no signal: closing under it ends it.
    if (open !== null) closeQuietly(open);
  }, options.connectTimeoutMs);
  try {
    let tcp: Deno.TcpConn;
    try {
      open = tcp = await Deno.connect({ ...target, signal: limit.signal });
    } catch (cause) {
      if (timedOut) throw timeout("connect", where, options.connectTimeoutMs, cause);
      throw connectFailure(where, cause);
    }
    tcp.setNoDelay(true);
    if (!target.tls) return { conn: tcp, startMs, connectedMs: nowMs() };
    try {
      const tls = await Deno.startTls(tcp, {
        hostname: target.hostname,
        alpnProtocols: ["http/1.1"],
        caCerts: options.caCerts,
      });
      open = tls;
      const { alpnProtocol } = await tls.handshake();
      // A server that does not know ALPN answers null and speaks HTTP/1.1.
      if (alpnProtocol !== null && alpnProtocol !== "http/1.1") {
        throw new Http1Refused(where, { cause: `it chose ${alpnProtocol}` });
      }
      return { conn: tls, startMs, connectedMs: nowMs() };
    } catch (cause) {
      closeQuietly(open);
      if (cause instanceof WireFailure) throw cause;
      if (timedOut) throw timeout("tls", where, options.connectTimeoutMs, cause);
      if (messageOf(cause).includes("NoApplicationProtocol")) {
        throw new Http1Refused(where, { cause });
      }
      throw new WireFailure("tls", "connect", `no TLS with ${where}: ${messageOf(cause)}`, {
        cause,
      });
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Closes; a connection the peer or a timeout closed first is as closed as we want it. */
export function closeQuietly(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

function connectFailure(where: string, cause: unknown): WireFailure {
  const message = messageOf(cause);
  if (/lookup address|name or service|nodename|no address|resolve/i.test(message)) {
    return new WireFailure("dns", "connect", `no address for ${where}: ${message}`, { cause });
  }
  if (cause instanceof Deno.errors.NotCapable) {
    return new WireFailure("client", "connect", `not permitted to reach ${where}: ${message}`, {
      cause,
    });
  }
  return new WireFailure("connect", "connect", `cannot connect to ${where}: ${message}`, { cause });
}

function timeout(
  kind: "connect" | "tls",
  where: string,
  limitMs: number,
  cause: unknown,
): WireFailure {
  const step = kind === "tls" ? "TLS handshake" : "connection";
  return new WireFailure(kind, "connect", `no ${step} with ${where} within ${limitMs} ms`, {
    cause,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
