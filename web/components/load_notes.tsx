import type { Run, Statistics } from "../../api/contract.ts";
import { formatNumber } from "../format/figures.ts";

/** Above this share of rate-limited requests a run says so, as it does in its notes. */
const RATE_LIMITED_SHARE = 0.1;

/** What kept the load from being what was planned, in a line each: quotas and pauses. */
export function LoadNotes({ run, statistics }: { run: Run; statistics: Statistics }) {
  const notes = [...rateLimited(statistics), ...paused(run)];
  return notes.length === 0 ? null : <ul class="note">{notes.map((note) => <li>{note}</li>)}</ul>;
}

function rateLimited({ failures, counts }: Statistics): string[] {
  const share = (failures["rate_limited"] ?? 0) / Math.max(1, counts.started);
  return share > RATE_LIMITED_SHARE
    ? [
      `${formatNumber(share * 100, 1)} % of the requests were rate-limited: ` +
      "the load was over the quota.",
    ]
    : [];
}

function paused({ quality }: Run): string[] {
  const load = quality?.["load"];
  if (typeof load !== "object" || load === null || !("paused_ms" in load)) return [];
  const pausedMs = load.paused_ms;
  return typeof pausedMs === "number" && pausedMs > 0
    ? [
      `The plan paused for ${formatNumber(pausedMs / 1000, 1)} s in all, ` +
      "because answers asked to wait (Retry-After).",
    ]
    : [];
}
