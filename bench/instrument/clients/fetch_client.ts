import { setTimeout as sleep } from "node:timers/promises";
import type { RequestStamps } from "../stamps_file.ts";
import { type ClientTask, isMisnumbered, runClient, START_SPACING_MS } from "./client_lines.ts";

/**
 * The client one writes first: Deno's fetch with its default reader, each chunk decoded, split and
 * parsed as it comes.
 */
interface Request {
  index: number;
  sentMs: number;
  arrivalsMs: number[];
  contents: string[];
}

async function sendOne(
  task: ClientTask,
  client: Deno.HttpClient | undefined,
  request: Request,
): Promise<void> {
  request.sentMs = performance.now();
  const response = await fetch(task.url, {
    ...(client === undefined ? {} : { client }),
    method: "POST",
    headers: { "content-type": "application/json", "x-lapboard-index": String(request.index) },
    body: task.body,
  });
  if (response.status !== 200) throw new Error(`the server answered ${response.status}`);
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let pending = "";
  for (;;) {
    const { done, value } = await reader.read();
    const arrivedMs = performance.now();
    if (done) return;
    pending += decoder.decode(value, { stream: true });
    const events = pending.split("\n\n");
    pending = events.pop()!;
    for (const event of events) {
      const data = event.trim().slice("data:".length).trim();
      if (data === "[DONE]") continue;
      const content = JSON.parse(data).choices[0].delta.content;
      if (!content) continue;
      request.arrivalsMs.push(arrivedMs);
      request.contents.push(content);
    }
  }
}

await runClient(Deno.args, async (task) => {
  const client = task.caFile === null
    ? undefined
    : Deno.createHttpClient({ caCerts: [Deno.readTextFileSync(task.caFile)] });
  await task.ready();
  const requests: Request[] = [];
  const stopMs = performance.now() + task.seconds * 1000;
  let failed = 0;
  const runSlot = async (slot: number) => {
    await sleep(slot * START_SPACING_MS);
    do {
      const request = { index: requests.length, sentMs: 0, arrivalsMs: [], contents: [] };
      requests.push(request);
      try {
        await sendOne(task, client, request);
      } catch (error) {
        failed++;
        console.error(`request failed: ${error}`);
        return;
      }
    } while (performance.now() < stopMs);
  };
  await Promise.all(Array.from({ length: task.concurrency }, (_, slot) => runSlot(slot)));
  return () => ({
    requests: requests.map((request): RequestStamps => ({
      index: request.index,
      startMs: performance.timeOrigin + request.sentMs,
      eventsMs: Float64Array.from(request.arrivalsMs, (ms) => performance.timeOrigin + ms),
    })),
    failed,
    firstDueUnixMs: null,
    misnumbered: requests.reduce(
      (sum, { contents }) => sum + contents.filter(isMisnumbered).length,
      0,
    ),
  });
});
