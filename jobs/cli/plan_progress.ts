import process from "node:process";
import cliProgress from "cli-progress";
import { nowMs } from "../wire/mod.ts";
import type { DoneStep } from "../group_json.ts";
import { mostSteps, type Plan, type StepSpec } from "../plans/mod.ts";
import type { Sample } from "../samples/mod.ts";
import { LiveFigures } from "./live_figures.ts";

/** Shows how far a plan has come. */
export interface PlanProgress {
  startStep(step: StepSpec, requests: number): void;
  add(samples: readonly Sample[]): void;
  /** @param steps all that are done, this one included */
  endStep(done: DoneStep, steps: readonly DoneStep[]): void;
  /** Leaves the terminal as it was found; may be called again. */
  stop(): void;
}

/** How often a step's figures are shown: on a terminal, and where there is none, ms. */
const SHOWN_EVERY_MS = { terminal: 250, lines: 5000 };
/** What a step takes besides its requests, as long as none has been made: calibration, say, ms. */
const USUAL_OVERHEAD_MS = 3000;

/**
 * Which step, what it asks and what it gets, TTFT so far, failures, time left: a bar on a terminal,
 * plain lines otherwise, and a line for each step that is done. All of it on stderr.
 */
export function startPlanProgress(
  plan: Plan,
  quiet: boolean,
  resumed: readonly DoneStep[] = [],
): PlanProgress {
  if (quiet) return { startStep: ignore, add: ignore, endStep: ignore, stop: ignore };
  const mostAfter = (steps: readonly DoneStep[]) =>
    mostSteps(plan, steps.map(({ result }) => result));
  let most = mostAfter(resumed);
  const searches = plan.kind === "slo" || plan.kind === "full" || plan.kind === "sweep";
  const terminal = Deno.stderr.isTerminal();
  const times: number[] = [];
  let current: { step: StepSpec; requests: number; startedMs: number } | null = null;
  let figures = new LiveFigures();
  let bar: cliProgress.SingleBar | null = null;
  let shown = "";

  const named = (step: StepSpec) =>
    `step ${step.index + 1}${searches ? " of at most" : " of"} ${most}  ${step.label}`;
  const timeLeft = () => {
    if (current === null) return "";
    const { step, startedMs } = current;
    const usualMs = times.length === 0
      ? expectedMs(step)
      : times.reduce((sum, time) => sum + time, 0) / times.length;
    const runningMs = Math.max(0, usualMs - (nowMs() - startedMs));
    return `${searches ? "at most " : ""}${
      inWords(runningMs + usualMs * (most - step.index - 1))
    } left`;
  };
  const line = () => [figures.ofStep(), timeLeft()].filter((part) => part !== "").join(" | ");
  const show = () => {
    if (current === null) return;
    if (bar !== null) {
      bar.update(shareDone(current, figures.done), { figures: line() });
      return;
    }
    if (figures.done === 0 || figures.ofStep() === shown) return;
    shown = figures.ofStep();
    console.error(`${named(current.step)}: ${line()}`);
  };
  const timer = setInterval(show, terminal ? SHOWN_EVERY_MS.terminal : SHOWN_EVERY_MS.lines);
  const stopBar = () => {
    bar?.stop();
    bar = null;
    current = null;
  };
  return {
    startStep(step, requests) {
      current = { step, requests, startedMs: nowMs() };
      figures = new LiveFigures();
      shown = "";
      if (!terminal) return;
      bar = new cliProgress.SingleBar({
        format: `${named(step)} {bar} {percentage} % | {figures}`,
        hideCursor: true,
        clearOnComplete: true,
        stream: process.stderr,
        fps: 5,
        barsize: 16,
        linewrap: false,
      }, cliProgress.Presets.shades_classic);
      bar.start(100, 0, { figures: "" });
    },
    add: (samples) => figures.add(samples),
    endStep({ run, result }, steps) {
      if (current !== null) times.push(nowMs() - current.startedMs);
      stopBar();
      const doubt = run.quality.verdict === "ok" ? "" : `, instrument ${run.quality.verdict}`;
      console.error(`${named(result.step)}: ${figures.ofStep() || "no answer"}${doubt}`);
      most = mostAfter(steps);
    },
    stop() {
      clearInterval(timer);
      stopBar();
    },
  };
}

function ignore(): void {}

/** Per cent. */
function shareDone(
  { step: { length, warmupMs }, requests, startedMs }: {
    step: StepSpec;
    requests: number;
    startedMs: number;
  },
  done: number,
): number {
  const share = "durationMs" in length
    ? (nowMs() - startedMs) / (length.durationMs + warmupMs + USUAL_OVERHEAD_MS)
    : done / requests;
  return Math.min(100, Math.round(100 * share));
}

function expectedMs({ length, level, warmupMs, pauseBeforeMs }: StepSpec): number {
  const requests = "requests" in length ? length.requests : 0;
  const perS = level.kind === "rate" ? level.ratePerS : level.concurrency;
  const lengthMs = "durationMs" in length ? length.durationMs : requests / perS * 1000;
  return lengthMs + warmupMs + pauseBeforeMs + USUAL_OVERHEAD_MS;
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
