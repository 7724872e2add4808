import assert from "node:assert/strict";
import { runRounds } from "../../../../bench/instrument/run_rounds.ts";
import type { Window } from "../../../../bench/instrument/window.ts";
import { windowOf } from "./windows.ts";

const ROUNDS = { rounds: 3, repeats: 2, keepDisturbed: false };

/** Runs with windows made by `make`; tells who was measured, in order. */
async function clientsMeasured(
  clients: string[],
  make: (client: string, round: number) => Partial<Window>,
  rounds = ROUNDS,
): Promise<string> {
  const windows = await runRounds(
    clients,
    rounds,
    (client, round) => Promise.resolve(windowOf({ client, round, ...make(client, round) })),
  );
  return windows.map(({ client }) => client).join("");
}

Deno.test("runRounds() takes every client once a round, beginning with another each time", async () => {
  assert.equal(await clientsMeasured(["a", "b", "c"], () => ({})), "abcbcacab");
});

Deno.test("runRounds() takes a disturbed window again, and only that client's", async () => {
  const make = (client: string, round: number) =>
    client === "a" && round === 0 ? { disturbances: ["steal"] } : {};
  assert.equal(await clientsMeasured(["a", "b"], make), "abbaaba");
});

Deno.test("runRounds() gives up on a machine that is never quiet after the repeats", async () => {
  const measured = await clientsMeasured(["a"], () => ({ disturbances: ["steal"] }));
  assert.equal(measured, "aaaaa");
});

Deno.test("runRounds() told to keep disturbed windows repeats none", async () => {
  const rounds = { ...ROUNDS, keepDisturbed: true };
  assert.equal(await clientsMeasured(["a"], () => ({ disturbances: ["steal"] }), rounds), "aaa");
});

Deno.test("runRounds() measures a client that cannot carry the load once only", async () => {
  const make = (client: string) => client === "a" ? { failure: "did not end", figures: null } : {};
  assert.equal(await clientsMeasured(["a", "b"], make), "abbb");
});
