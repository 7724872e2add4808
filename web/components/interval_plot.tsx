interface IntervalPlotProps {
  value: number;
  ci95: readonly [number, number] | null;
  /** The greatest figure of the board, so that all rows share one scale that starts at 0. */
  scaleMax: number;
}

const WIDTH = 132;
const HEIGHT = 10;
const MARGIN = 4;

/** A figure as a dot and its 95 % interval as a line. The numbers beside it say the same. */
export function IntervalPlot({ value, ci95, scaleMax }: IntervalPlotProps) {
  const x = (figure: number) =>
    (MARGIN + Math.min(figure / (scaleMax || 1), 1) * (WIDTH - 2 * MARGIN)).toFixed(1);
  const y = HEIGHT / 2;
  return (
    <svg
      class="interval-plot"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <line class="axis" x1={MARGIN} x2={WIDTH - MARGIN} y1={y} y2={y} />
      {ci95 && (
        <path
          class="whisker"
          fill="none"
          d={`M${x(ci95[0])} 1v8M${x(ci95[0])} ${y}H${x(ci95[1])}M${x(ci95[1])} 1v8`}
        />
      )}
      <circle class="dot" cx={x(value)} cy={y} r="2" />
    </svg>
  );
}
