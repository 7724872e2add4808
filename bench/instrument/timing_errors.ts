import { quantile } from "../../jobs/metrics/mod.ts";
import type { RequestStamps } from "./stamps_file.ts";

/** A stretch of Unix time, ms. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** Middle and tail of a set of errors, ms. */
export interface ErrorQuantiles {
  n: number;
  p50: number;
  p99: number;
  max: number;
}

/** What a client made of the events of a window. */
export interface Comparison {
  /** Arrival minus true send, over events truly sent within the window; null without events. */
  eventErrorMs: ErrorQuantiles | null;
  /**
   * The client's time to first event minus the server's (from the request's arrival there to the
   * first event's send), over answers that began within the window; null without answers.
   */
  ttftErrorMs: ErrorQuantiles | null;
  /** Events the client noted within the window. */
  events: number;
  /** Answers whose last event the client noted within the window. */
  requests: number;
  /** Events sent within the window that the client never reported. */
  lost: number;
}

/**
 * How late the requests of an open loop left: sent minus due, over those due within the window.
 * Null without any.
 */
export function latenessMs(
  client: readonly RequestStamps[],
  { ratePerS, firstDueUnixMs }: { ratePerS: number; firstDueUnixMs: number | null },
  window: Span,
): ErrorQuantiles | null {
  if (firstDueUnixMs === null) return null;
  const due = ({ index }: RequestStamps) => firstDueUnixMs + index * 1000 / ratePerS;
  return quantilesOf(
    client.filter((request) => due(request) >= window.fromMs && due(request) < window.toMs)
      .map((request) => request.startMs - due(request)),
  );
}

/** Holds a client's times against the server's, event by event. */
export function compareTimes(
  truth: readonly RequestStamps[],
  client: readonly RequestStamps[],
  window: Span,
): Comparison {
  const within = (timeMs: number) => timeMs >= window.fromMs && timeMs < window.toMs;
  const noted = new Map(client.map((request) => [request.index, request]));
  const eventErrors: number[] = [];
  const ttftErrors: number[] = [];
  let lost = 0;
  for (const sent of truth) {
    const received = noted.get(sent.index);
    sent.eventsMs.forEach((sentMs, event) => {
      if (!within(sentMs)) return;
      const arrivalMs = received?.eventsMs[event];
      if (arrivalMs === undefined) lost++;
      else eventErrors.push(arrivalMs - sentMs);
    });
    const firstSentMs = sent.eventsMs[0];
    const firstArrivalMs = received?.eventsMs[0];
    if (firstSentMs === undefined || firstArrivalMs === undefined || !within(firstSentMs)) continue;
    ttftErrors.push((firstArrivalMs - received!.startMs) - (firstSentMs - sent.startMs));
  }
  return {
    eventErrorMs: quantilesOf(eventErrors),
    ttftErrorMs: quantilesOf(ttftErrors),
    events: client.reduce((sum, { eventsMs }) => sum + eventsMs.filter(within).length, 0),
    requests: client.filter(({ eventsMs }) => within(eventsMs.at(-1) ?? NaN)).length,
    lost,
  };
}

function quantilesOf(values: number[]): ErrorQuantiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return {
    n: sorted.length,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    max: sorted.at(-1)!,
  };
}
