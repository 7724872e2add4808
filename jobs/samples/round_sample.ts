import type { Sample } from "./sample.ts";

/**
 * The sample with every time rounded to a whole microsecond. A sample is rounded once, when it is
 * made: every form it is stored in keeps whole microseconds, so that what is computed from it, now
 * or from any store later, is the same to the last bit. The clock and the network are coarser.
 */
export function roundSample(sample: Sample): Sample {
  return {
    ...sample,
    scheduledMs: roundMs(sample.scheduledMs),
    sentMs: roundMsOrNull(sample.sentMs),
    connectStartMs: roundMsOrNull(sample.connectStartMs),
    connectedMs: roundMsOrNull(sample.connectedMs),
    firstByteMs: roundMsOrNull(sample.firstByteMs),
    firstEventMs: roundMsOrNull(sample.firstEventMs),
    firstReasoningMs: roundMsOrNull(sample.firstReasoningMs),
    firstContentMs: roundMsOrNull(sample.firstContentMs),
    lastContentMs: roundMsOrNull(sample.lastContentMs),
    endMs: roundMs(sample.endMs),
    arrivalsMs: sample.arrivalsMs.map(roundMs),
  };
}

/** Milliseconds to the nearest microsecond, in milliseconds. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** {@link roundMs} of a time that may not exist. */
export function roundMsOrNull(ms: number | null): number | null {
  return ms === null ? null : roundMs(ms);
}
