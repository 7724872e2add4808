/**
 * Reads one JSON line a question (`{"client": NAME, "asked": {...}}`), asks it with that official
 * client, and writes one JSON line an answer: `{"seen": ...}`, or `{"error": ...}` where the client
 * threw. Ends with its input.
 */
import { createInterface } from "node:readline";
import process from "node:process";
import { CLIENTS } from "./clients.ts";
import type { Asked } from "./seen.ts";

// What a client prints must not stand between the answers.
console.log = console.info = console.debug = console.error;

for await (const line of createInterface({ input: process.stdin })) {
  const { client, asked }: { client: string; asked: Asked } = JSON.parse(line);
  let answer: unknown;
  try {
    const load = CLIENTS[client];
    if (load === undefined) throw new RangeError(`there is no client "${client}"`);
    answer = { seen: await (await load())(asked) };
  } catch (error) {
    answer = { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
