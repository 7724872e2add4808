import type { CalibrationJson, ErrorQuantiles } from "../calibration/mod.ts";
import type { LoadAdherence } from "./load_adherence.ts";

/**
 * What the instrument knows of its own error in one run. Keys are those of the JSON: this is stored
 * and published beside the verdict. Null: could not be known.
 */
export type QualityFigures = {
  transport: string;
  workers: number;
  /** The client's error against a server of known timings, just before and just after the run. */
  calibration: {
    before: CalibrationJson | null;
    after: CalibrationJson | null;
    /** Why one or both were left out; null when none was. */
    skipped_reason: string | null;
  };
  /** Sent less scheduled, of every measured request. */
  schedule_lag_ms: ErrorQuantiles;
  /** The part of it that is this client's own. */
  own_schedule_lag_ms: ErrorQuantiles & { p90: number | null; n: number };
  /** Error that one event in a hundred exceeds because a measuring thread was held up. */
  predicted_stall_p99_ms: number | null;
  /** The same with the longest stall left out. */
  repeated_stall_p99_ms: number | null;
  /** Reads that brought an event with text, for each such event. */
  reads_per_event: number | null;
  /** Median over the requests of their median gap between events. */
  median_gap_ms: number | null;
  /** Share of its time in which the busiest measuring thread used a CPU. */
  cpu_share: number | null;
  /** Share of the machine's CPU time that its host gave to others. */
  cpu_steal_share: number | null;
  /** From the kernel's receipt of bytes to this program's; null without kernel stamps. */
  read_delay_ms: ErrorQuantiles | null;
  load: LoadAdherence;
  /** How long no requests were handed out because too many answers waited to be decoded. */
  held_back_ms: number;
  /** Requests that failed by our own fault. */
  client_failures: number;
};
