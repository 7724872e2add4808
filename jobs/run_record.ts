import type { Endpoint } from "../providers/catalog/endpoint.ts";
import type { Json } from "../providers/protocols/protocol.ts";
import type { StepSpec } from "./plans/mod.ts";

/** How a run ended. `failed`: not one request succeeded, or the run could not go on. */
export type RunStatus = "running" | "complete" | "failed" | "interrupted";

/** Whether the instrument was good enough. Invalid runs are kept and shown, never ranked. */
export type Verdict = "ok" | "suspect" | "invalid";

/** The instrument's own error record of one run; reasons say why the verdict is not `ok`. */
export interface Quality {
  verdict: Verdict;
  reasons: string[];
  [figure: string]: Json;
}

/** Where a run stands in a group. */
export interface GroupPlace {
  /** UUID of the group. */
  groupId: string;
  step: StepSpec;
}

/** All that is known of a run when it starts. */
export interface RunRecord {
  /** UUID. */
  id: string;
  endpoint: Endpoint;
  workloadId: string;
  /** Lengths, sampling parameters, cache policy: all that defines the workload. */
  workload: Record<string, Json>;
  /** Load plan: concurrency, request count, timeouts. */
  plan: Record<string, Json>;
  seed: number;
  methodologyVersion: number;
  /** ISO week of the start, `2026-W47`. */
  isoWeek: string;
  /** Where the client stands; a free label. */
  region: string;
  startedAt: Date;
  /** Unix time of the samples' zero, ms. */
  clockOriginUnixMs: number;
  /** The command line that repeats this run, without secrets. */
  command: string;
  client: Record<string, Json>;
  metadata: Record<string, Json>;
  /** Of a run that is a step of a plan; a run by itself has none. */
  place?: GroupPlace;
}
