import { createInterface, type Interface } from "node:readline";
import { Readable } from "node:stream";
import type { Asked, Seen } from "./sdk_clients/seen.ts";

/** What a client made of an answer: what it shows, or what it threw. */
export type SdkAnswer = { seen: Seen } | { error: string };

/** The official clients, in a process of their own with their own dependencies. */
export interface SdkProcess {
  /** Asks once with the official client of this name. */
  ask(client: string, asked: Asked): Promise<SdkAnswer>;
  stop(): Promise<void>;
}

/** Folder of the clients, with their own deno.json and lock. */
export const SDK_CLIENTS = new URL("./sdk_clients/", import.meta.url);

/** Starts the process; its dependencies must be installed. */
function startSdkProcess(): SdkProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", "--cached-only", "main.ts"],
    cwd: SDK_CLIENTS,
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const questions = child.stdin.getWriter();
  const lines: Interface = createInterface({
    input: Readable.fromWeb(child.stdout as Parameters<typeof Readable.fromWeb>[0]),
  });
  const answers = lines[Symbol.asyncIterator]();
  return {
    async ask(client, asked) {
      await questions.write(new TextEncoder().encode(`${JSON.stringify({ client, asked })}\n`));
      const { value, done } = await answers.next();
      if (done) throw new Error(`the process of the official clients ended (${client})`);
      return JSON.parse(value);
    },
    async stop() {
      await questions.close();
      await child.status;
      lines.close();
    },
  };
}

/** Gives the official clients to a test. */
export async function withSdks(use: (sdks: SdkProcess) => Promise<void>): Promise<void> {
  const sdks = startSdkProcess();
  try {
    await use(sdks);
  } finally {
    await sdks.stop();
  }
}
