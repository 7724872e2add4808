import type { Endpoint } from "../providers/catalog/endpoint.ts";
import type { Json } from "../providers/protocols/protocol.ts";
import type { Plan, PlanResult } from "./plans/mod.ts";
import type { RunStatus } from "./run_record.ts";

/** All that is known of a group of runs when it starts: one plan, of which every step is a run. */
export interface GroupRecord {
  /** UUID. */
  id: string;
  /** What is measured; in a comparison side A. */
  endpoint: Endpoint;
  /** Side B of a comparison; null otherwise. */
  against: Endpoint | null;
  plan: Plan;
  /** Objectives as `formatSlo` writes them; null when there are none. */
  slo: string | null;
  workloadId: string;
  workload: Record<string, Json>;
  /** Every step has a seed of its own, made of this one. */
  seed: number;
  methodologyVersion: number;
  region: string;
  startedAt: Date;
  /** Options of the command line, without secrets: what it takes to go on. */
  options: Record<string, Json>;
  /** The command line that repeats this group, without secrets. */
  command: string;
  metadata: Record<string, Json>;
}

/** How far a group has come. One that is not `complete` can be gone on with. */
export interface GroupProgress {
  status: RunStatus;
  /** Why it did not complete; null when it did. */
  reason: string | null;
  /** When it last stopped; null while it runs. */
  endedAt: Date | null;
  /** What the steps that are done have shown. */
  result: PlanResult;
}
