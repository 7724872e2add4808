import { NO_FIGURE } from "../format/figures.ts";

interface FigureProps {
  /** The figure as text, or a dash for none. */
  text: string;
  /** False when too few requests stand behind it: then it is marked as an estimate. */
  certified?: boolean;
  /** Its 95 % interval as text. */
  interval?: string | null;
  /** Why there is no interval. */
  noInterval?: string | undefined;
}

/** A figure with its mark and its interval. */
export function Figure({ text, certified = true, interval, noInterval }: FigureProps) {
  if (text === NO_FIGURE) {
    return (
      <span class="none">
        <span aria-hidden="true">{NO_FIGURE}</span>
        <span class="hidden">none</span>
      </span>
    );
  }
  return (
    <>
      <span class={certified ? "figure" : "figure estimate"}>
        {!certified && (
          <>
            <span aria-hidden="true" title="Estimate: too few requests to certify">~</span>
            <span class="hidden">estimate:</span>
          </>
        )}
        {text}
      </span>
      {interval && <span class="interval">{interval}</span>}
      {noInterval !== undefined && <span class="interval" title={noInterval}>no interval</span>}
    </>
  );
}

/** `203.1–204.9`, the two bounds of an interval. */
export function formatInterval(
  ci95: readonly [number, number] | null | undefined,
  format: (value: number) => string,
): string | null {
  if (!ci95 || ci95[0] === ci95[1]) return null;
  return `${format(ci95[0])}–${format(ci95[1])}`;
}
