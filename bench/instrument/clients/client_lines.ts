import { encodeStamps, type RequestStamps } from "../stamps_file.ts";

/** What every client of the bench is told; ../c/epoll_client.c names the arguments in order. */
export interface ClientTask {
  url: string;
  concurrency: number;
  /** Requests to send per second, evenly; null: a closed loop. */
  ratePerS: number | null;
  seconds: number;
  body: string;
  /** PEM file of the authority to trust; null for plain connections. */
  caFile: string | null;
  /** To be called when the load could begin: says so to the bench and resolves at its "go". */
  ready: () => Promise<void>;
}

/** What a client knows when it is done. */
export interface ClientResult {
  requests: RequestStamps[];
  /** Requests that did not end well. */
  failed: number;
  /** Events that did not carry the number of their place in the answer. */
  misnumbered: number;
  /** When the first request of an open loop was due, Unix ms; null in a closed loop. */
  firstDueUnixMs: number | null;
}

/** Streams start this far apart, ms, in every client of the bench. */
export const START_SPACING_MS = 0.5;

/**
 * The life of a client process: "ready", wait for "go", load, "drained", write the times, "done",
 * wait for stdin to end. `load` resolves when the last answer has ended, with a function that turns
 * what was recorded into times: decoding is not part of the measurement.
 */
export async function runClient(
  args: readonly string[],
  load: (task: ClientTask) => Promise<() => ClientResult>,
): Promise<void> {
  const [url, amount, seconds, outFile, body, caFile] = args;
  const isOpen = amount!.endsWith("/s");
  // Ctrl-C reaches the whole group: the bench ends us by closing stdin.
  Deno.addSignalListener("SIGINT", () => {});
  const decode = await load({
    url: url!,
    concurrency: isOpen ? 0 : Number(amount),
    ratePerS: isOpen ? parseFloat(amount!) : null,
    seconds: Number(seconds),
    body: body!,
    caFile: caFile ?? null,
    ready: async () => {
      console.log("ready");
      if (await Deno.stdin.read(new Uint8Array(16)) === null) Deno.exit(1);
    },
  });
  console.log("drained");
  const { requests, ...report } = decode();
  await Deno.writeFile(outFile!, encodeStamps(requests));
  console.log(`done ${JSON.stringify(report)}`);
  await Deno.stdin.read(new Uint8Array(16));
  Deno.exit(0);
}

/** Whether `content`, an event's text, is a number other than that of its place. */
export function isMisnumbered(content: string, place: number): boolean {
  return /^ \d+$/.test(content) && Number(content) !== place;
}
