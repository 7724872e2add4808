import { Command, CommanderError } from "commander";
import { openDatabase } from "../db/client.ts";
import { DatabaseError } from "../db/errors.ts";
import { capacityLines } from "../jobs/cli/capacity_lines.ts";
import { positive, positiveInt, share } from "../jobs/cli/option_values.ts";
import { groupCapacity } from "../jobs/group_capacity.ts";
import { createGroupStore } from "../jobs/group_store.ts";
import { ONE_LINE_REFUSAL } from "../jobs/cli/one_line_refusal.ts";

interface Options {
  rate: number;
  headroom?: number;
  gpus?: number;
  gpuUsdPerHour?: number;
  json: boolean;
}

/** The input was wrong; its message is one line. */
class WrongInput extends Error {}

const command = new Command("deno task capacity")
  .description(
    "Says how many instances and GPUs it takes to serve a rate, from a stored group: the highest " +
      "rate that --plan slo or full found, or the highest level of a sweep that was not saturated.",
  )
  .argument("<group>", "id of a stored group, as deno task job --plan prints it")
  .requiredOption("--rate <n>", "requests a second to be served", positive)
  .option("--headroom <share>", "of each instance kept free for peaks (default: 0.3)", share)
  .option("--gpus <n>", "GPUs of an instance (default: as the catalog says)", positiveInt)
  .option("--gpu-usd-per-hour <usd>", "hire of one GPU (default: as the catalog says)", positive)
  .option("--json", "print one JSON object", false)
  .allowExcessArguments(false)
  .addHelpText(
    "after",
    `
Example:
  $ deno task capacity 0b9d4f0e-1c1f-4b8e-9f3e-3f8f3a7f0a11 --rate 250 --headroom 0.4

Exit codes: 0 done, 2 wrong command or input.`,
  )
  .configureOutput(ONE_LINE_REFUSAL)
  .exitOverride();

async function main(args: string[]): Promise<void> {
  const parsed = command.parse(args, { from: "user" });
  const { rate, headroom = null, gpus = null, gpuUsdPerHour = null, json } = parsed.opts<Options>();
  const [groupId] = parsed.args as [string];
  const db = await openDatabase({
    databaseUrl: Deno.env.get("DATABASE_URL") ?? null,
    purpose: "planning capacity",
  });
  try {
    const group = await createGroupStore(db).loadGroup(groupId);
    if (group === null) throw new WrongInput(`there is no group ${groupId} in the ${db.location}`);
    const capacity = groupCapacity(group, {
      targetRatePerS: rate,
      headroom,
      gpusPerInstance: gpus,
      gpuUsdPerHour,
    });
    console.log(
      json ? JSON.stringify({ group_id: groupId, ...capacity }) : [
        ...capacityLines(capacity),
        ...capacity.assumptions.map(({ statement, effect }) =>
          `             ${(100 * effect).toFixed(1)} %: ${statement}`
        ),
      ].join("\n"),
    );
  } finally {
    await db.close();
  }
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    if (error instanceof CommanderError) {
      Deno.exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (
      error instanceof WrongInput || error instanceof RangeError || error instanceof DatabaseError
    ) {
      console.error(`error: ${error.message}`);
      Deno.exitCode = 2;
    } else throw error;
  }
}
