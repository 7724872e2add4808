import type { Surroundings } from "./disturbance.ts";

/** The figures a window gives of a client. Null where the window cannot say. */
export interface Figures {
  eventErrorP50Ms: number | null;
  eventErrorP99Ms: number | null;
  ttftErrorP50Ms: number | null;
  ttftErrorP99Ms: number | null;
  /** How long after it was due a request of an open loop was sent; null in a closed loop. */
  latenessP50Ms: number | null;
  latenessP99Ms: number | null;
  eventsPerS: number;
  requestsPerS: number;
  /** CPU of the whole process within the window, over the events it noted there. */
  cpuUsPerEvent: number | null;
  cpuUsPerRequest: number | null;
  /** CPU of decoding and writing after the load, over all events. */
  afterUsPerEvent: number | null;
  /** Share of one core. */
  cpuShare: number;
  /** Peak resident size when the last answer had ended. */
  peakRssMib: number;
}

/** One client under one load, once. */
export interface Window {
  client: string;
  scenario: string;
  /** From 0; repeats of thrown-away windows count on. */
  round: number;
  startedAt: string;
  /** Why the client gave no figures, or none to be believed; null when it is not to blame. */
  failure: string | null;
  figures: Figures | null;
  surroundings: Surroundings | null;
  /** Why the window is thrown away; empty when it is kept. */
  disturbances: string[];
}
