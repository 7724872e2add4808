import type { SimulatedProviderOptions } from "./options.ts";
import type { TruthDocument, TruthPart } from "./truth.ts";

/** What the starting thread tells a worker. */
export type ToWorker =
  | {
    type: "start";
    options: SimulatedProviderOptions;
    /** Origin of everybody's clock, Unix ms. */
    clockOriginUnixMs: number;
    /** One Int32: how many requests all workers together have numbered. */
    requestCounter: SharedArrayBuffer;
    reusePort: boolean;
  }
  /** Asks for the worker's part of the truth. */
  | { type: "part"; call: number; id: string | null }
  | { type: "clear"; call: number }
  | { type: "stop"; call: number }
  /** The answer to the worker's own `gather` or `clear_all`. */
  | { type: "answer"; call: number; document: TruthDocument | null };

/** What a worker tells the starting thread. */
export type FromWorker =
  | { type: "ready"; port: number }
  | { type: "failed"; message: string; code: string | null }
  /** The answer to a call; the part when it was asked for. */
  | { type: "done"; call: number; part: TruthPart | null }
  /** A client asked this worker over HTTP for the truth of all. */
  | { type: "gather"; call: number; id: string | null }
  | { type: "clear_all"; call: number };
