import type { CalibrationJson, ErrorQuantiles } from "../calibration/mod.ts";
import { MAX_PAUSE_MS } from "../loadgen/mod.ts";
import { isCertified } from "../metrics/mod.ts";
import type { Verdict } from "../run_record.ts";
import type { QualityFigures } from "./quality_figures.ts";

/** What the rule makes of the figures. */
export type Judgement = {
  verdict: Verdict;
  /** Why the verdict is not `ok`, in plain words. */
  reasons: string[];
  /** Worth knowing, and held against nobody. */
  notes: string[];
};

/** One line of the rule: above a limit the instrument is doubted, above the next it is refused. */
interface Limit {
  /** What is held against both limits; null: nothing to judge. */
  value: (figures: QualityFigures) => number | null;
  /** What must pass the upper limit too, so that one accident does not refuse a run. */
  confirmedBy?: (figures: QualityFigures) => number | null;
  suspectAbove: number;
  invalidAbove: number;
  say: (value: string) => string;
  unit: "ms" | "%";
}

/** What an error of the client's in calibration is held against, ms. */
const EVENT_ERROR_LIMITS = {
  p50: { suspectAbove: 0.5, invalidAbove: 5 },
  p99: { suspectAbove: 5, invalidAbove: 50 },
};

/** The rule, as `docs/METHODOLOGY.md` gives it; it changes with the methodology's version alone. */
const LIMITS: readonly Limit[] = [
  {
    value: (figures) => worst(figures, ({ event_error_ms }) => event_error_ms.p50),
    confirmedBy: (figures) => best(figures, ({ event_error_ms }) => event_error_ms.p50),
    ...EVENT_ERROR_LIMITS.p50,
    unit: "ms",
    say: (value) => `in calibration the client saw half of the events ${value} late or more`,
  },
  {
    value: (figures) => worst(figures, ({ event_error_ms }) => event_error_ms.p99),
    confirmedBy: (figures) => best(figures, ({ event_error_ms }) => event_error_ms.p99),
    ...EVENT_ERROR_LIMITS.p99,
    unit: "ms",
    say: (value) => `in calibration the client saw one event in a hundred ${value} late or more`,
  },
  {
    value: ({ predicted_stall_p99_ms, read_delay_ms, median_gap_ms }) => {
      // What the kernel stamped is right unless the next event came before the first was read:
      // then it has one stamp for both.
      const harmlessMs = read_delay_ms === null ? 0 : median_gap_ms ?? 0;
      return (predicted_stall_p99_ms ?? 0) > harmlessMs ? predicted_stall_p99_ms : null;
    },
    confirmedBy: ({ repeated_stall_p99_ms }) => repeated_stall_p99_ms,
    suspectAbove: 5,
    invalidAbove: 50,
    unit: "ms",
    say: (value) =>
      `the measuring threads were held up so much that one event in a hundred is ${value} late`,
  },
  {
    value: ({ own_schedule_lag_ms }) => own_schedule_lag_ms.p99,
    // The P99 of few requests is the lateness of one.
    confirmedBy: ({ own_schedule_lag_ms: { p90, p99, n } }) => isCertified(n, 0.99) ? p99 : p90,
    suspectAbove: 5,
    invalidAbove: 50,
    unit: "ms",
    say: (value) => `one request in a hundred left ${value} late by this client's own delay`,
  },
  {
    value: ({ cpu_share }) => cpu_share === null ? null : cpu_share * 100,
    suspectAbove: 70,
    invalidAbove: 90,
    unit: "%",
    say: (value) => `a measuring thread was busy ${value} of the time; give it fewer streams`,
  },
  {
    value: ({ cpu_steal_share }) => cpu_steal_share === null ? null : cpu_steal_share * 100,
    suspectAbove: 1,
    invalidAbove: 10,
    unit: "%",
    say: (value) => `the machine's host took away ${value} of its CPU time`,
  },
];

/** Below this, several events reached us in one read: their arrivals are no longer their own. */
const MIN_READS_PER_EVENT = 0.97;

/**
 * Whether the instrument was good enough for the run whose figures these are. Pure; each limit is
 * judged by itself and the worst decides.
 */
export function judgeInstrument(figures: QualityFigures): Judgement {
  const doubts: { verdict: Exclude<Verdict, "ok">; reason: string }[] = [];
  for (const { value, confirmedBy = value, suspectAbove, invalidAbove, say, unit } of LIMITS) {
    const found = value(figures);
    if (found === null || found <= suspectAbove) continue;
    const sure = Math.min(found, confirmedBy(figures) ?? found);
    const verdict = sure > invalidAbove ? "invalid" : "suspect";
    const limit = verdict === "invalid" ? invalidAbove : suspectAbove;
    doubts.push({
      verdict,
      reason: `${say(`${shown(found, limit)} ${unit}`)} (limit ${limit} ${unit})`,
    });
  }
  doubts.push(
    ...calibrationDoubts(figures).map((reason) => ({
      verdict: "suspect" as const,
      reason,
    })),
  );
  if (figures.client_failures > 0) {
    doubts.push({
      verdict: "suspect",
      reason: `requests that failed through our own fault: ${figures.client_failures}`,
    });
  }
  return {
    verdict: doubts.some(({ verdict }) => verdict === "invalid")
      ? "invalid"
      : doubts.length > 0
      ? "suspect"
      : "ok",
    reasons: [
      ...doubts.filter(({ verdict }) => verdict === "invalid"),
      ...doubts.filter(({ verdict }) => verdict === "suspect"),
    ].map(({ reason }) => reason),
    notes: notesOn(figures),
  };
}

/** Whether a calibration that shows these errors, ms, would leave a run's verdict at `ok`. */
export function judgeErrors(errors: ErrorQuantiles): Verdict {
  const exceeds = (limit: "suspectAbove" | "invalidAbove") =>
    (["p50", "p99"] as const).some((key) => (errors[key] ?? 0) > EVENT_ERROR_LIMITS[key][limit]);
  return exceeds("invalidAbove") ? "invalid" : exceeds("suspectAbove") ? "suspect" : "ok";
}

function calibrationDoubts({ calibration }: QualityFigures): string[] {
  const { before, after, skipped_reason } = calibration;
  const doubts: string[] = [];
  if (skipped_reason !== null) {
    const when = before === null ? "not calibrated" : "not calibrated after the run";
    doubts.push(`${when}: ${skipped_reason}`);
  }
  for (const [when, found] of [["before", before], ["after", after]] as const) {
    if (found === null) continue;
    if (found.discarded_reason !== null) {
      doubts.push(`the calibration ${when} the run was discarded: ${found.discarded_reason}`);
    }
    if (found.reads_per_event !== null && found.reads_per_event < MIN_READS_PER_EVENT) {
      doubts.push(
        `in the calibration ${when} the run events that were sent apart reached the client ` +
          `together: ${found.reads_per_event.toFixed(2)} reads an event ` +
          `(limit ${MIN_READS_PER_EVENT})`,
      );
    }
  }
  return doubts;
}

function notesOn(figures: QualityFigures): string[] {
  const { reads_per_event, load } = figures;
  const notes: string[] = [];
  const p50 = worst(figures, ({ event_error_ms }) => event_error_ms.p50);
  const p99 = worst(figures, ({ event_error_ms }) => event_error_ms.p99);
  if (p50 !== null && p99 !== null) {
    notes.push(
      `in calibration events were seen ${p50.toFixed(3)} ms (P50) and ${p99.toFixed(3)} ms (P99) ` +
        "after they were sent",
    );
  }
  if (reads_per_event !== null && reads_per_event < MIN_READS_PER_EVENT) {
    notes.push(
      `${reads_per_event.toFixed(2)} network reads an event: events arrived together, as the ` +
        "provider or the network sent them or because the client was late",
    );
  }
  if (figures.cpu_steal_share === null) {
    notes.push(
      "CPU steal is not known: the run was too short, or /proc/stat is not there or may not be read",
    );
  }
  if (load.not_started > 0) {
    notes.push(`requests that were due and found no place in time: ${load.not_started}`);
  }
  if (load.turns !== null && load.turns.postponed > 0) {
    notes.push(
      `turns of conversations that were due before they might leave: ${load.turns.postponed} of ` +
        `${load.turns.later}; their ttft_scheduled_ms holds that wait`,
    );
  }
  if (load.turns !== null && load.turns.after_failure > 0) {
    notes.push(`turns sent although the turn before had failed: ${load.turns.after_failure}`);
  }
  if (load.paused_ms > 0) {
    const often = load.pauses === 1 ? "once" : `${load.pauses} times`;
    notes.push(
      `the plan paused for ${(load.paused_ms / 1000).toFixed(1)} s in all, ${often}, because ` +
        "answers asked to wait (Retry-After)",
    );
  }
  if (load.capped_pauses > 0) {
    notes.push(
      `answers that asked to wait for longer than ${MAX_PAUSE_MS / 1000} s: ` +
        `${load.capped_pauses}; the plan paused for no longer than that`,
    );
  }
  if (figures.held_back_ms > 0) {
    notes.push(
      `for ${
        figures.held_back_ms.toFixed(0)
      } ms no requests were handed out because answers came ` +
        "faster than they could be decoded and stored: some may have left late",
    );
  }
  return notes;
}

type FigureOf = (calibration: CalibrationJson) => number | null;

/** The larger of before and after; null when neither says anything. */
function worst(figures: QualityFigures, figureOf: FigureOf): number | null {
  const values = beforeAndAfter(figures, figureOf);
  return values.length === 0 ? null : Math.max(...values);
}

/** The smaller of both: one calibration may have been disturbed by something that passed. */
function best(figures: QualityFigures, figureOf: FigureOf): number | null {
  const values = beforeAndAfter(figures, figureOf);
  return values.length === 0 ? null : Math.min(...values);
}

function beforeAndAfter({ calibration }: QualityFigures, figureOf: FigureOf): number[] {
  return [calibration.before, calibration.after]
    .flatMap((each) => each === null ? [] : figureOf(each) ?? []);
}

/** With as many digits as show on which side of the limit it lies. */
function shown(value: number, limit: number): string {
  const short = value.toFixed(1);
  return Number(short) > limit ? short : value.toFixed(3);
}
