import { Buffer } from "node:buffer";

/**
 * What a part of a response is, for the truth document. An event that does several things at once
 * has the last sort of these that fits; `noise` is what carries nothing a client measures.
 */
export const EVENT_SORTS = [
  "role",
  "reasoning",
  "content",
  "finish",
  "usage",
  "done",
  "error",
  "noise",
] as const;
export type EventSort = (typeof EVENT_SORTS)[number];

/**
 * What happens on the connection after the last step:
 * - `keep-alive`: it takes the next request;
 * - `close-at-next`: it looks as if it did, and is closed when the next request comes;
 * - `close`, `reset`: it ends, properly or not;
 * - `hang`: nothing more is sent, for ever;
 * - `repeat`: the last write is sent again and again, every `repeatMs`, until the client goes away.
 */
export type Ending = "keep-alive" | "close-at-next" | "close" | "reset" | "hang" | "repeat";

/** One part of a response. */
export interface ScriptStep {
  /** Due this long after the request's last byte was read, ms. */
  atMs: number;
  /** Goes out in one write with the step before, at that step's time. */
  withPrevious?: boolean;
  /**
   * The bytes, one character a byte (latin1), framing included; a function when they are known
   * only at that time.
   */
  bytes: string | (() => string);
  /** What the truth document calls it; null when it is only framing. */
  event: { sort: EventSort; tokens: number } | null;
}

/**
 * A whole response as a list of timed writes and an ending. Faults are changes to a script, so that
 * whatever a server can do wrong on a connection is data, and can be tested without a socket.
 */
export interface ResponseScript {
  /** HTTP status it carries; null when it sends no status line. */
  status: number | null;
  steps: ScriptStep[];
  ending: Ending;
  /** When the ending takes place; never before the last step. */
  endAtMs: number;
  /** Pause between two repetitions, ms; 1 when absent. */
  repeatMs?: number;
}

/** A script as writes, with its bytes laid out in one piece, so that sending allocates nothing. */
export interface CompiledScript {
  bytes: Uint8Array;
  /** Where each write's bytes end; a write with late bytes has none here. */
  byteEnds: Uint32Array;
  lateBytes: ReadonlyMap<number, () => string>;
  atMs: Float64Array;
  /** Where each write's events end in `sorts` and `tokens`. */
  eventEnds: Uint32Array;
  /** Index into {@link EVENT_SORTS}. */
  sorts: Uint8Array;
  tokens: Uint32Array;
  ending: Ending;
  endAtMs: number;
  repeatMs: number;
  status: number | null;
}

const SORT_INDEX = new Map(EVENT_SORTS.map((sort, index) => [sort, index]));

const encoder = new TextEncoder();

/** Turns a byte string (one character a byte) into bytes. */
export function bytesOf(text: string): Uint8Array {
  // Nearly every text is ASCII, for which this encoder gives the same bytes 20 times as fast.
  const bytes = encoder.encode(text);
  return bytes.length === text.length ? bytes : Buffer.from(text, "latin1");
}

/** The bytes of a step, whenever they are made. */
export function stepBytes(step: ScriptStep): string {
  return typeof step.bytes === "string" ? step.bytes : step.bytes();
}

/** Lays a script out for sending. */
export function compileScript(script: ResponseScript): CompiledScript {
  const writes: ScriptStep[][] = [];
  for (const step of script.steps) {
    if (step.withPrevious && writes.length > 0) writes.at(-1)!.push(step);
    else writes.push([step]);
  }
  const byteEnds = new Uint32Array(writes.length);
  const atMs = new Float64Array(writes.length);
  const eventEnds = new Uint32Array(writes.length);
  const lateBytes = new Map<number, () => string>();
  const sorts: number[] = [];
  const tokens: number[] = [];
  let text = "";
  writes.forEach((steps, index) => {
    if (steps.some((step) => typeof step.bytes === "function")) {
      lateBytes.set(index, () => steps.map(stepBytes).join(""));
    } else {
      for (const step of steps) text += stepBytes(step);
    }
    byteEnds[index] = text.length;
    atMs[index] = steps[0]!.atMs;
    for (const { event } of steps) {
      if (event === null) continue;
      sorts.push(SORT_INDEX.get(event.sort)!);
      tokens.push(event.tokens);
    }
    eventEnds[index] = sorts.length;
  });
  return {
    bytes: bytesOf(text),
    byteEnds,
    lateBytes,
    atMs,
    eventEnds,
    sorts: Uint8Array.from(sorts),
    tokens: Uint32Array.from(tokens),
    ending: script.ending,
    endAtMs: script.endAtMs,
    repeatMs: script.repeatMs ?? 1,
    status: script.status,
  };
}
