/// <reference lib="deno.worker" />
import { ENDED, type WakerMemory } from "./waker.ts";

/** Sleeps on behalf of a server thread, and rings when the time it was given is over. */
function keepWaking({ orders, bell, running, waitMs }: WakerMemory): void {
  let taken = 0;
  Atomics.store(running, 0, 1);
  for (;;) {
    Atomics.wait(orders, 0, taken);
    taken = Atomics.load(orders, 0);
    // A newer order replaces the one that is being waited for.
    while (taken !== ENDED && Atomics.wait(orders, 0, taken, waitMs[0]) !== "timed-out") {
      taken = Atomics.load(orders, 0);
    }
    if (taken === ENDED) return;
    Atomics.add(bell, 0, 1);
    Atomics.notify(bell, 0);
  }
}

self.onmessage = ({ data }: MessageEvent<WakerMemory>) => keepWaking(data);
