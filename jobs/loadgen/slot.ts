import { type Channel, type Recording, ResponseTape, WireFailure } from "../wire/mod.ts";
import type { EncodedRequest } from "./load_types.ts";
import type { Pause } from "./pause.ts";

/** Connections opened at once; more would delay each other by tens of ms. */
const CONNECTS_AT_ONCE = 8;

/** A channel and the tape it records on: room for one request in flight. */
export class Slot {
  readonly #tape: ResponseTape;

  /** @param pause told of answers that ask to wait; null: nobody asks */
  constructor(
    readonly channel: Channel,
    maxResponseBytes: number,
    private readonly pause: Pause | null = null,
  ) {
    this.#tape = new ResponseTape(maxResponseBytes);
  }

  /** Sends one request. What was recorded lies on the slot's tape, good until the next exchange. */
  async exchange(request: EncodedRequest, scheduledMs: number): Promise<Recording> {
    const tape = this.#tape;
    const exchange = await this.channel.exchange(request.bytes, tape);
    const { failure } = exchange;
    const { head } = tape.framing;
    if (head !== null) this.pause?.heed(head, exchange.endMs);
    return {
      index: request.index,
      phase: request.phase,
      scheduledMs,
      sentMs: exchange.sentMs,
      connectStartMs: exchange.connectStartMs,
      connectedMs: exchange.connectedMs,
      endMs: exchange.endMs,
      retries: exchange.retries,
      ...tape.recorded(),
      failure: failure === null
        ? null
        : { kind: failure.kind, phase: failure.phase, message: failure.message },
    };
  }
}

/** Opens the slots' connections, a few at a time. */
export async function prepareSlots(slots: readonly Slot[]): Promise<void> {
  const pending = slots.values();
  const opener = async () => {
    for (const slot of pending) await slot.channel.prepare();
  };
  await Promise.all(Array.from({ length: CONNECTS_AT_ONCE }, opener));
}

/** What an exchange ends with when the run is given up under it. */
export function interruption(): WireFailure {
  return new WireFailure("client", "body", "the run was interrupted");
}
