import { logTicks, ticks, tickText } from "../../charts/ticks.ts";
import { formatSignificant } from "../../format/figures.ts";

/** A line of a chart; its points are joined in the order given. */
export interface ChartLine {
  name: string;
  /** Which of the chart's styles, 1 to 3. */
  style: 1 | 2 | 3;
  /** False draws the points alone: values that scatter make no curve. Default true. */
  joined?: boolean;
  points: readonly { x: number; y: number | null }[];
}

interface LineChartProps {
  title: string;
  xLabel: string;
  yLabel: string;
  lines: readonly ChartLine[];
  /** Levels drawn across, such as an objective. */
  limits?: readonly { name: string; y: number }[];
  /** Latencies under load: the axis is logarithmic where they span more than a factor of 30. */
  steep?: boolean;
}

const WIDTH = 460;
const HEIGHT = 280;
const LEFT = 66;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 44;
/** A limit far above all that was measured would press the curve flat. */
const FAR = 3;
const STEEP = 30;

/**
 * Lines as SVG: no script, no style of its own but classes, so that it prints and passes any content
 * policy. The table beside it says the same in figures.
 */
export function LineChart(
  { title, xLabel, yLabel, lines, limits = [], steep = false }: LineChartProps,
) {
  const drawn = lines.map((line) => ({ ...line, points: known(line.points) }))
    .filter(({ points }) => points.length > 0);
  if (drawn.length === 0) return null;
  const all = drawn.flatMap(({ points }) => points);
  const highest = Math.max(...all.map(({ y }) => y));
  const near = limits.filter(({ y }) => y <= FAR * highest);
  const levels = [...all, ...near].map(({ y }) => y);
  const [bottom, top] = [Math.min(...levels), Math.max(...levels)];
  const logarithmic = steep && bottom > 0 && top > STEEP * bottom;
  const yTicks = logarithmic ? logTicks(bottom, top) : ticks(top);
  const xTicks = ticks(Math.max(...all.map(({ x }) => x)), 6);
  const x = (value: number) => round(LEFT + value / xTicks.at(-1)! * (WIDTH - LEFT - RIGHT));
  const share = (value: number) =>
    logarithmic
      ? Math.log(value / yTicks[0]!) / Math.log(yTicks.at(-1)! / yTicks[0]!)
      : value / yTicks.at(-1)!;
  const y = (value: number) => round(HEIGHT - BOTTOM - share(value) * (HEIGHT - TOP - BOTTOM));
  return (
    <figure class="chart report-chart">
      <figcaption>
        <b>{title}</b>
        <span class="legend">
          {drawn.map(({ name, style, joined = true }) => (
            <span>
              <svg class="key" width="22" height="8" viewBox="0 0 22 8" aria-hidden="true">
                {joined
                  ? <path class={`line line-${style}`} d="M1 4H21" />
                  : (
                    <g class={`line-${style}`}>
                      <circle class="mark" cx="11" cy="4" r="3" />
                    </g>
                  )}
              </svg>
              {name}
            </span>
          ))}
          {near.map(({ name }) => (
            <span>
              <svg class="key" width="22" height="8" viewBox="0 0 22 8" aria-hidden="true">
                <path class="limit" d="M1 4H21" />
              </svg>
              {name}
            </span>
          ))}
        </span>
      </figcaption>
      <svg
        class="plot"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={describe(title, xLabel, yLabel, drawn)}
      >
        {yTicks.map((value) => (
          <>
            <path class="grid" d={`M${LEFT} ${y(value)}H${WIDTH - RIGHT}`} />
            <text class="tick" x={LEFT - 8} y={y(value) + 4} text-anchor="end">
              {tickText(value)}
            </text>
          </>
        ))}
        {xTicks.map((value) => (
          <text class="tick" x={x(value)} y={HEIGHT - BOTTOM + 18} text-anchor="middle">
            {tickText(value)}
          </text>
        ))}
        <text class="label" x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 6} text-anchor="middle">
          {xLabel}
        </text>
        <text
          class="label"
          transform={`translate(11 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)`}
          text-anchor="middle"
        >
          {logarithmic ? `${yLabel}, logarithmic` : yLabel}
        </text>
        {near.map(({ y: level }) => (
          <path class="limit" d={`M${LEFT} ${y(level)}H${WIDTH - RIGHT}`} />
        ))}
        {drawn.map(({ points, style, joined = true }) => (
          <g class={`line-${style}`}>
            {joined && (
              <path
                class={`line line-${style}`}
                d={points.map((point, i) => `${i === 0 ? "M" : "L"}${x(point.x)} ${y(point.y)}`)
                  .join("")}
              />
            )}
            {(!joined || points.length <= 40) &&
              points.map((point) => <circle class="mark" cx={x(point.x)} cy={y(point.y)} r="3" />)}
          </g>
        ))}
      </svg>
      {limits.length > near.length && (
        <p class="fine">
          Not drawn, for it lies far above: {limits.filter(({ y }) =>
            y > FAR * highest
          ).map(({ name }) => name).join(", ")}.
        </p>
      )}
    </figure>
  );
}

function known(points: ChartLine["points"]): { x: number; y: number }[] {
  return points.flatMap(({ x, y }) => y === null || !Number.isFinite(x) ? [] : [{ x, y }]);
}

function describe(
  title: string,
  xLabel: string,
  yLabel: string,
  lines: readonly { name: string; points: { x: number; y: number }[] }[],
): string {
  const words = lines.map(({ name, points }) => {
    const [first, last] = [points[0]!, points.at(-1)!];
    return `${name} from ${formatSignificant(first.y)} at ${formatSignificant(first.x)} to ` +
      `${formatSignificant(last.y)} at ${formatSignificant(last.x)}`;
  });
  return `${title}, ${yLabel} over ${xLabel}: ${words.join("; ")}.`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
