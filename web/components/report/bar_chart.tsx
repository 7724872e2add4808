import type { Histogram } from "../../../api/contract.ts";
import { ticks, tickText } from "../../charts/ticks.ts";
import { formatNumber, formatSignificant } from "../../format/figures.ts";

const WIDTH = 460;
const HEIGHT = 220;
const LEFT = 66;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 44;

/** A histogram as SVG. The last, grey bar counts all that lies beyond the 99th percentile. */
export function BarChart({ title, histogram }: { title: string; histogram: Histogram }) {
  const { start, width, counts, above, n, max } = histogram;
  const bars = above > 0 ? [...counts, above] : counts;
  const yTicks = ticks(Math.max(...bars), 4);
  const slot = (WIDTH - LEFT - RIGHT) / bars.length;
  const y = (value: number) =>
    round(HEIGHT - BOTTOM - value / yTicks.at(-1)! * (HEIGHT - TOP - BOTTOM));
  const end = start + counts.length * width;
  return (
    <figure class="chart report-chart">
      <figcaption>
        <b>{title}</b>{" "}
        <span class="muted">{formatNumber(n, 0)} values, max {formatSignificant(max)} ms</span>
      </figcaption>
      <svg
        class="plot"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`Histogram of ${n} values: ${title}, from ${formatSignificant(start)} ms to ` +
          `${formatSignificant(max)} ms; ${above} lie above ${formatSignificant(end)} ms.`}
      >
        {yTicks.map((value) => (
          <>
            <path class="grid" d={`M${LEFT} ${y(value)}H${WIDTH - RIGHT}`} />
            <text class="tick" x={LEFT - 8} y={y(value) + 4} text-anchor="end">
              {tickText(value)}
            </text>
          </>
        ))}
        {bars.map((value, i) => (
          <rect
            class={i < counts.length ? "bar-fill" : "bar-fill beyond"}
            x={round(LEFT + i * slot + slot * 0.04)}
            y={y(value)}
            width={round(slot * 0.92)}
            height={round(HEIGHT - BOTTOM - y(value))}
          />
        ))}
        <text class="tick" x={LEFT} y={HEIGHT - BOTTOM + 18} text-anchor="start">
          {formatSignificant(start)}
        </text>
        <text class="tick" x={WIDTH - RIGHT} y={HEIGHT - BOTTOM + 18} text-anchor="end">
          {above > 0 ? `> ${formatSignificant(end)}` : formatSignificant(end)}
        </text>
        <text class="label" x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 6} text-anchor="middle">
          ms
        </text>
      </svg>
    </figure>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
