import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** A server of others, run for a test. */
export interface StartedProgram {
  /** `http://host:port` */
  origin: string;
  stop(): Promise<void>;
}

/** How a server is started, and known to be ready. */
export interface ProgramStart {
  /** The program, and its arguments for a port. */
  command: (port: number) => string[];
  env: Record<string, string>;
  /** Path that answers with a success once the server is ready. */
  readyPath: string;
  timeoutMs: number;
}

const POLL_MS = 200;

/**
 * Starts a server on a free loopback port and waits until it is ready.
 * @throws {Error} with the end of what it printed when it ends before, or takes too long
 */
export async function startProgram(start: ProgramStart): Promise<StartedProgram> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const log = await Deno.makeTempFile({ prefix: "lapboard-conformance-" });
  const [program, ...args] = start.command(port);
  // A shell writes the log: what nobody reads from a pipe would one day block the server.
  const child = new Deno.Command("sh", {
    args: ["-c", 'exec "$@" >"$0" 2>&1', log, program!, ...args],
    env: start.env,
    stdin: "null",
  }).spawn();
  let ended = false;
  const status = child.status.then(() => ended = true);
  const stop = async () => {
    if (!ended) child.kill("SIGTERM");
    await status;
    await Deno.remove(log);
  };
  const deadlineMs = Date.now() + start.timeoutMs;
  while (!ended && Date.now() < deadlineMs) {
    if (await answers(origin + start.readyPath)) return { origin, stop };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const said = (await Deno.readTextFile(log)).slice(-2000);
  const what = ended ? "ended" : `was not ready after ${start.timeoutMs / 1000} s`;
  await stop();
  throw new Error(`${program} ${what}:\n${said}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    return response.ok;
  } catch (error) {
    // Nobody listens yet, or it is too busy starting.
    if (error instanceof TypeError || error instanceof DOMException) return false;
    throw error;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen({ host: "127.0.0.1", port: 0 });
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  const closed = once(probe, "close");
  probe.close();
  await closed;
  return port;
}
