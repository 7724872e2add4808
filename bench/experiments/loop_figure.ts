import type { LoopRun } from "./loop_experiment.ts";

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 80;
const RIGHT = 700;
const TOP = 50;
const BOTTOM = 360;
const MAX_RATE = 22;
const MIN_MS = 30;
const MAX_MS = 100_000;

/** P99 of TTFT over requests answered a second, both loops, as an SVG. */
export function loopFigure(open: readonly LoopRun[], closed: readonly LoopRun[]): string {
  const text = (x: number, y: number, content: string, anchor = "middle") =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}">${content}</text>`;
  const rateTicks = [0, 5, 10, 15, 20].map((rate) => {
    const at = x(rate);
    return `<line x1="${at}" y1="${TOP}" x2="${at}" y2="${BOTTOM}" stroke="#ddd"/>` +
      text(at, BOTTOM + 20, String(rate));
  });
  const timeTicks = [100, 1000, 10_000, 100_000].map((ms) => {
    const at = y(ms);
    return `<line x1="${LEFT}" y1="${at}" x2="${RIGHT}" y2="${at}" stroke="#ddd"/>` +
      text(LEFT - 8, at + 4, ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`, "end");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" ` +
    'font-family="sans-serif" font-size="13" fill="#222">',
    "<title>P99 of the time to first token over requests answered a second: open loop and closed " +
    "loop against the same engine</title>",
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...rateTicks,
    ...timeTicks,
    curve(open, "#b3261e"),
    curve(closed, "#1f5fa8"),
    text(LEFT + 12, TOP - 18, "P99 of time to first token", "start"),
    text((LEFT + RIGHT) / 2, BOTTOM + 44, "requests answered a second (capacity: 20)"),
    `<text x="${LEFT + 300}" y="${TOP - 18}" fill="#b3261e">open loop</text>`,
    `<text x="${LEFT + 400}" y="${TOP - 18}" fill="#1f5fa8">closed loop</text>`,
    "</svg>",
    "",
  ].join("\n");
}

function curve(runs: readonly LoopRun[], colour: string): string {
  const points = runs.map((run) => [x(run.answered_per_s), y(run.ttft_p99_ms)] as const);
  const line = points.map(([px, py]) => `${px},${py}`).join(" ");
  return `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="2"/>` +
    points.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3.5" fill="${colour}"/>`).join("");
}

function x(ratePerS: number): number {
  return round(LEFT + (RIGHT - LEFT) * ratePerS / MAX_RATE);
}

function y(ms: number): number {
  const share = Math.log(ms / MIN_MS) / Math.log(MAX_MS / MIN_MS);
  return round(BOTTOM - (BOTTOM - TOP) * share);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
