import assert from "node:assert/strict";
import {
  type SimulatedProviderOptions,
  startSimulatedProvider,
  type TrueRequest,
} from "../../providers/simulated/mod.ts";
import { recorded } from "./exchanges.ts";

/** Asks a fresh simulated provider once: the answer, its bytes, and what was truly sent. */
export async function askSimulated<Answer>(
  behaviour: SimulatedProviderOptions,
  ask: (origin: string) => Promise<Answer>,
): Promise<{ answer: Answer; bytes: Uint8Array; truth: TrueRequest }> {
  const provider = await startSimulatedProvider({
    ttftMs: 2,
    itlMs: 1,
    models: ["sim", "lapboard/sim"],
    ...behaviour,
  });
  try {
    const { answer, bytes } = await recorded(provider.url, ask);
    const requests = Object.values((await provider.truth()).requests);
    // Some clients ask again when they are refused, and cannot be told not to.
    const refused = requests[0]?.fault ?? null;
    if (refused === null) assert.equal(requests.length, 1, JSON.stringify(answer));
    return { answer, bytes, truth: requests[0]! };
  } finally {
    await provider.stop();
  }
}
