import { type Command, Option } from "commander";
import {
  concurrencies,
  duration,
  positive,
  positiveInt,
  rates,
  share,
  someTime,
} from "./option_values.ts";
import { protocolName } from "./protocol_option.ts";

/** Plans by their name on the command line. */
export const PLAN_KINDS = ["load", "sweep", "slo", "sustained", "compare", "full"] as const;
export type PlanKind = (typeof PLAN_KINDS)[number];

/** What several runs are to find out. */
export interface PlanOptions {
  plan?: PlanKind;
  rates?: number[];
  concurrencies?: number[];
  /** An expression as it was typed. */
  slo?: string;
  /** Of a step, ms. */
  duration?: number;
  /** Between steps, ms. */
  pause?: number;
  rounds?: number;
  /** Side B of a comparison: a catalog id or a URL. */
  against?: string;
  againstModel?: string;
  againstLlmApi?: string;
  againstApiKeyEnv?: string;
  /** Rate the group's capacity is stated for, 1/s. */
  targetRate?: number;
  headroom?: number;
  /** Id of a stored group. */
  resume?: string;
}

/** Adds the flags of {@link PlanOptions} to a command, under a heading of their own. */
export function addPlanOptions(command: Command): Command {
  return command
    .optionsGroup("Plan (each step is a run, all under one group):")
    .addOption(
      new Option("--plan <kind>", "what to find out; see the plans below").choices(PLAN_KINDS),
    )
    .option("--rates <list>", "requests a second: 1,2,4,8 or 1..10+3 or 1..64*2", rates)
    .option("--concurrencies <list>", "requests in flight: 1,2,4 or 1..64*2", concurrencies)
    .option("--slo <objectives>", "such as 'ttft:p95<500ms;itl:p99<=50ms;success>=99%'")
    .option("--duration <time>", "of a step, such as 60s or 5m (default: 60s)", someTime)
    .option(
      "--pause <time>",
      "between steps (default: a thirtieth of a step, 2s at most)",
      duration,
    )
    .option("--rounds <n>", "compare: rounds, even, from 16 (default: 24)", positiveInt)
    .option("--against <endpoint|url>", "compare: side B")
    .option("--against-model <name>", "side B's model, if it is another (with a URL)")
    .addOption(
      new Option("--against-llm-api <protocol>", "side B's wire format, if it is another")
        .argParser(protocolName),
    )
    .option("--against-api-key-env <variable>", "environment variable with side B's key")
    .option(
      "--target-rate <n>",
      "state the capacity needed for so many requests a second",
      positive,
    )
    .option("--headroom <share>", "of each instance kept free for peaks (default: 0.3)", share)
    .option("--resume <group>", "go on with a group's steps that are not done");
}
