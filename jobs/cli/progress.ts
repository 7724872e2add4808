import process from "node:process";
import cliProgress from "cli-progress";
import type { Sample } from "../samples/mod.ts";
import { LiveFigures } from "./live_figures.ts";

/** Shows how far a run has come. */
export interface Progress {
  add(samples: readonly Sample[]): void;
  /** Leaves the terminal as it was found. */
  stop(): void;
}

/** Between two lines where there is no terminal, ms. */
const LINE_EVERY_MS = 5000;

/**
 * A bar with live figures on a terminal; a plain line now and then otherwise. All of it on stderr.
 */
export function startProgress(total: number, label: string): Progress {
  return Deno.stderr.isTerminal() ? startBar(total, label) : startLines(total, label);
}

function startBar(total: number, label: string): Progress {
  const figures = new LiveFigures();
  const bar = new cliProgress.SingleBar({
    format: `${label} {bar} {value}/{total} | {eta_formatted} left | {figures}`,
    hideCursor: true,
    stream: process.stderr,
    fps: 5,
    barsize: 24,
    linewrap: false,
    etaBuffer: 50,
  }, cliProgress.Presets.shades_classic);
  bar.start(total, 0, { figures: "" });
  return {
    add(samples) {
      figures.add(samples);
      bar.update(figures.done, { figures: figures.toString() });
    },
    stop: () => bar.stop(),
  };
}

function startLines(total: number, label: string): Progress {
  const figures = new LiveFigures();
  const describe = () => `${label}: ${figures.done}/${total} ${figures}`.trimEnd();
  // That nothing is done yet is no news.
  let printed = describe();
  const print = () => {
    const line = describe();
    if (line !== printed) console.error(line);
    printed = line;
  };
  const timer = setInterval(print, LINE_EVERY_MS);
  return {
    add: (samples) => figures.add(samples),
    stop() {
      clearInterval(timer);
      print();
    },
  };
}
