import { compareExperiment } from "./compare_experiment.ts";
import { USUAL_WORLD } from "./compare_world.ts";
import type { Experiment } from "./experiment.ts";
import { type HeldOutSet, heldOutSet } from "./held_out.ts";
import { INTERVAL_EXPERIMENT } from "./interval_experiment.ts";
import { LOOP_EXPERIMENT, type LoopRun } from "./loop_experiment.ts";
import { loopFigure } from "./loop_figure.ts";
import { SLO_CASES, sloExperiment } from "./slo_experiment.ts";

const EXPERIMENTS: Readonly<Record<string, Experiment>> = {
  ...Object.fromEntries(SLO_CASES.map((one) => [`slo-${one.name}`, sloExperiment(one)])),
  compare: compareExperiment(),
  loops: LOOP_EXPERIMENT,
  intervals: INTERVAL_EXPERIMENT,
  ...heldOutExperiments(heldOutSet(1)),
  ...heldOutExperiments(heldOutSet(2)),
};
const FIGURE = "docs/experiments-loops.svg";

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !Object.hasOwn(EXPERIMENTS, name));
  if (names.length === 0 || unknown !== undefined) {
    const list = Object.entries(EXPERIMENTS).map(([name, { title }]) => `  ${name}: ${title}`);
    console.error(
      `error: ${unknown === undefined ? "name an experiment" : `there is no "${unknown}"`}; ` +
        `deno run -A bench/experiments/main.ts NAME...\n${list.join("\n")}`,
    );
    return 2;
  }
  for (const name of names) {
    const result = EXPERIMENTS[name]!.run((line) => console.error(line));
    const file = new URL(`results/${name}.json`, import.meta.url);
    await Deno.writeTextFile(file, `${JSON.stringify(rounded(result), null, 1)}\n`);
    if (name === "loops") {
      const { open, closed } = result as { open: LoopRun[]; closed: LoopRun[] };
      await Deno.writeTextFile(
        new URL(`../../${FIGURE}`, import.meta.url),
        loopFigure(open, closed),
      );
    }
  }
  return 0;
}

/** With seeds and with parameters that the methods were not made on, and `again` with seeds alone. */
function heldOutExperiments({ number, firstSeed, slo, world }: HeldOutSet) {
  return {
    ...Object.fromEntries(slo.map((one) => [one.name, sloExperiment(one, firstSeed)])),
    [`held-out-${number}-compare`]: compareExperiment(world, firstSeed),
    [`held-out-${number}-compare-again`]: compareExperiment(USUAL_WORLD, firstSeed),
  };
}

/** Ten digits: the last bits of logarithms are not the same on every processor. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one) => typeof one === "number" ? Number(one.toPrecision(10)) : one),
  );
}

Deno.exit(await main(Deno.args));
