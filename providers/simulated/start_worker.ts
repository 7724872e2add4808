import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { Calls } from "./calls.ts";
import { resolveOptions, type SimulatedProviderOptions } from "./options.ts";
import { describeProvider, type SimulatedProvider } from "./start.ts";
import { mergeTruth, type TruthDocument, type TruthPart } from "./truth.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

type Ask = { type: "part"; id: string | null } | { type: "clear" } | { type: "stop" };

/**
 * Starts a simulated provider in threads of its own, so that it neither disturbs nor is disturbed
 * by the thread that measures. Several threads share the port; the kernel deals the connections.
 *
 * @param given as for `startSimulatedProvider`, and how many threads (default 1)
 * @throws {RangeError} when an option is not allowed
 * @throws {Error} from the system when the port is taken; `code` says which
 */
export async function startSimulatedProviderWorker(
  given: SimulatedProviderOptions & { workers?: number } = {},
): Promise<SimulatedProvider> {
  const { workers: count = 1, ...options } = given;
  if (!Number.isInteger(count) || count < 1 || count > 64) {
    throw new RangeError(`workers is ${count}: it must be a whole number from 1 to 64`);
  }
  const resolved = resolveOptions(options);
  const about = {
    clockOriginUnixMs: performance.timeOrigin,
    profile: resolved.profile.name,
    seed: resolved.seed,
  };
  const calls = new Calls<TruthPart | null>();
  const workers: Worker[] = [];
  const requestCounter = new SharedArrayBuffer(4);

  const tell = (worker: Worker, message: ToWorker) => worker.postMessage(message);
  const askAll = (ask: Ask) =>
    Promise.all(
      workers.map((worker) => calls.make((call) => tell(worker, { ...ask, call } as ToWorker))),
    );
  const truthOf = async (id: string | null): Promise<TruthDocument> => {
    const parts = await askAll({ type: "part", id });
    return mergeTruth(parts.filter((part) => part !== null), about);
  };

  async function start(port: number): Promise<number> {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    workers.push(worker);
    const ready = Promise.withResolvers<number>();
    worker.onerror = (event) => {
      event.preventDefault();
      ready.reject(new Error(event.message));
    };
    worker.onmessage = async ({ data }: MessageEvent<FromWorker>) => {
      switch (data.type) {
        case "ready":
          return ready.resolve(data.port);
        case "failed":
          return ready.reject(Object.assign(new Error(data.message), { code: data.code }));
        case "done":
          return calls.answer(data.call, data.part);
        case "gather":
          return tell(worker, {
            type: "answer",
            call: data.call,
            document: await truthOf(data.id),
          });
        case "clear_all":
          await askAll({ type: "clear" });
          return tell(worker, { type: "answer", call: data.call, document: null });
      }
    };
    tell(worker, {
      type: "start",
      options: { ...options, port },
      clockOriginUnixMs: about.clockOriginUnixMs,
      requestCounter,
      reusePort: count > 1,
    });
    return await ready.promise;
  }

  try {
    const port = await start(
      count > 1 ? await freePort(resolved.host, resolved.port) : resolved.port,
    );
    await Promise.all(Array.from({ length: count - 1 }, () => start(port)));
    return describeProvider(resolved.host, port, {
      truth: () => truthOf(null),
      async clearTruth() {
        await askAll({ type: "clear" });
      },
      async stop() {
        await askAll({ type: "stop" });
        for (const worker of workers) worker.terminate();
      },
    });
  } catch (error) {
    for (const worker of workers) worker.terminate();
    throw error;
  }
}

/**
 * Finds out whether nobody else listens on the port: threads that share a port would quietly share
 * it with another process's threads too.
 *
 * @param port 0 takes any free one
 */
async function freePort(host: string, port: number): Promise<number> {
  const probe = createServer();
  probe.listen({ host, port });
  await once(probe, "listening");
  const found = (probe.address() as AddressInfo).port;
  const closed = once(probe, "close");
  probe.close();
  await closed;
  return found;
}
