import { type Command, CommanderError } from "commander";
import { DatabaseError } from "../db/errors.ts";
import { CatalogError } from "../providers/catalog/mod.ts";
import { EXIT } from "./cli/exit_codes.ts";
import { jobFromOptions } from "./cli/job_from_options.ts";
import { jobCommand, type JobOptions } from "./cli/job_options.ts";
import { refusePlanFlags } from "./cli/plan_from_options.ts";
import { resumedGroup } from "./cli/resumed_group.ts";
import { newGroup, runGroup } from "./cli/run_group.ts";
import { runSingle } from "./cli/run_single.ts";
import { UsageError } from "./cli/usage_error.ts";
import { workloadList } from "./cli/workload_list.ts";
import { watchLauncher } from "./confine/watch_launcher.ts";
import { ResultsDirError } from "./results/mod.ts";
import { WorkloadError } from "./workloads/mod.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

async function main(args: string[]): Promise<number> {
  const command = jobCommand();
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.wrongInput;
  }
  const options = command.opts<JobOptions>();
  const [endpointId] = command.args;
  if (options.listWorkloads) {
    console.log(workloadList());
    return EXIT.done;
  }
  return await interruptible(await orderOf(command, endpointId, options, args));
}

type Order = (signal: AbortSignal) => Promise<number>;

/** What the command line asks for: a run, a plan, or to go on with one. Nothing is sent yet. */
async function orderOf(
  command: Command,
  endpointId: string | undefined,
  options: JobOptions,
  args: readonly string[],
): Promise<Order> {
  if (options.resume !== undefined) {
    const group = await resumedGroup(command);
    return (signal) => runGroup(group, options, signal);
  }
  const prepared = await jobFromOptions(endpointId, options, args);
  if (!options.quiet) {
    for (const note of prepared.job.workload.notes) console.error(`note: ${note}`);
  }
  const { plan } = options;
  if (plan === undefined) {
    refusePlanFlags(options);
    return (signal) => runSingle(prepared, options, signal);
  }
  const group = await newGroup(prepared, endpointId, { ...options, plan });
  return (signal) => runGroup(group, options, signal);
}

async function interruptible(order: Order): Promise<number> {
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, onInterrupt);
  const unwatch = watchLauncher(onInterrupt);
  try {
    return await order(interrupt.signal);
  } finally {
    unwatch();
    // Only now: one Ctrl-C may arrive twice, and must not end the process while it stores.
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, onInterrupt);
  }
}

function isWrongInput(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof CatalogError ||
    error instanceof DatabaseError || error instanceof ResultsDirError ||
    error instanceof WorkloadError;
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    if (!isWrongInput(error)) throw error;
    console.error(`error: ${error.message}`);
    Deno.exitCode = EXIT.wrongInput;
  }
}
