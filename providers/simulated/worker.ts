/// <reference lib="deno.worker" />
import { Calls } from "./calls.ts";
import { clockSince } from "./clock.ts";
import { resolveOptions } from "./options.ts";
import { type RunningServer, startServer } from "./server.ts";
import type { TruthDocument } from "./truth.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

const calls = new Calls<TruthDocument | null>();
let server: RunningServer | null = null;

function tell(message: FromWorker): void {
  self.postMessage(message);
}

async function start(message: Extract<ToWorker, { type: "start" }>): Promise<void> {
  const counter = new Int32Array(message.requestCounter);
  try {
    server = await startServer(resolveOptions(message.options), {
      clock: clockSince(message.clockOriginUnixMs),
      nextRequestNumber: () => Atomics.add(counter, 0, 1),
      async gatherTruth(id) {
        const document = await calls.make((call) => tell({ type: "gather", call, id }));
        return document!;
      },
      async clearTruth() {
        await calls.make((call) => tell({ type: "clear_all", call }));
      },
      reusePort: message.reusePort,
    });
    tell({ type: "ready", port: server.port });
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    tell({ type: "failed", message, code: code ?? null });
  }
}

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case "start":
      return start(data);
    case "part":
      return tell({ type: "done", call: data.call, part: server!.part(data.id) });
    case "clear":
      server!.clear();
      return tell({ type: "done", call: data.call, part: null });
    case "stop":
      await server!.stop();
      return tell({ type: "done", call: data.call, part: null });
    case "answer":
      return calls.answer(data.call, data.document);
  }
};
