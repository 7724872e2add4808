import { Command, InvalidArgumentError, Option } from "commander";
import { homedir } from "node:os";
import { join } from "node:path";
import { CLIENT_NAMES } from "./clients.ts";

/** The parts a run can have. */
export const PARTS = [
  "steady",
  "bursts",
  "tls",
  "short",
  "back-to-back",
  "open",
  "capacity",
] as const;
export type Part = (typeof PARTS)[number];

/** The bench's options, parsed. */
export interface BenchOptions {
  concurrency: number[];
  clients: string[];
  parts: Part[];
  seconds: number;
  warmup: number;
  rounds: number;
  repeats: number;
  clientCore: number;
  serverCore: number;
  keepDisturbed: boolean;
  json?: string;
  docs: boolean;
  cacheDir: string;
}

/** What `--quick` changes; explicit options still win. */
const QUICK = { concurrency: [16, 256], seconds: 1.5, warmup: 1, rounds: 1, repeats: 0 };
const QUICK_PARTS: Part[] = ["steady", "bursts", "tls", "short", "back-to-back", "open"];

/** The command line of the bench. */
export function benchCommand(): Command {
  return new Command("deno task bench:instrument")
    .description(
      "Holds this project's clients against reference clients and a server that knows the truth.\n" +
        "Loads this machine only. Each client has one core, the server another.",
    )
    .option(
      "--quick",
      "a first look in under three minutes: less of everything, no capacity",
    )
    .addOption(
      new Option("--concurrency <list>", "requests in flight, comma-separated")
        .argParser((text) => text.split(",").map((n) => whole(n, 1, 4096)))
        .default([1, 16, 64, 256, 1000], "1,16,64,256,1000"),
    )
    .addOption(
      new Option("--clients <list>", `comma-separated, of ${CLIENT_NAMES.join(", ")}`)
        .argParser((text) => oneOf(text, CLIENT_NAMES))
        .default([...CLIENT_NAMES], "all"),
    )
    .addOption(
      new Option("--parts <list>", `comma-separated, of ${PARTS.join(", ")}`)
        .argParser((text) => oneOf(text, PARTS))
        .default([...PARTS], "all"),
    )
    .option("--seconds <s>", "length of a window", positive, 2)
    .option("--warmup <s>", "load before each window that does not count", positive, 2)
    .option("--rounds <n>", "undisturbed windows a client and load", (n) => whole(n, 1, 100), 3)
    .option(
      "--repeats <n>",
      "further windows in place of disturbed ones",
      (n) => whole(n, 0, 100),
      3,
    )
    .option("--client-core <n>", "core of the client", (n) => whole(n, 0, 4095), lastCore())
    .option("--server-core <n>", "core of the server", (n) => whole(n, 0, 4095), 0)
    .option("--keep-disturbed", "count windows although the machine was disturbed")
    .option("--json <file>", "write everything found to this file")
    .option(
      "--docs",
      "write the figures into docs/instrument.md, and their JSON beside the bench",
    )
    .option("--cache-dir <dir>", "where compiled and installed clients are kept", cacheDir())
    .allowExcessArguments(false)
    .addHelpText(
      "after",
      `
Examples:
  deno task bench:instrument --quick
  deno task bench:instrument --clients raw,python-aiohttp --concurrency 64 --parts steady
  deno task bench:instrument --json figures.json --docs

Exit codes: 0 done, 1 failed, 2 wrong input, 130 interrupted.`,
    );
}

/** @throws {CommanderError} when the arguments are wrong (not yet printed), or help was asked for */
export function parseOptions(args: readonly string[]): BenchOptions {
  const command = benchCommand()
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .parse([...args], { from: "user" });
  const { quick, ...given } = command.opts<Partial<BenchOptions> & { quick?: true }>();
  const options = { keepDisturbed: false, docs: false, ...given } as BenchOptions;
  if (quick === undefined) return options;
  const isGiven = (name: string) => command.getOptionValueSource(name) === "cli";
  const quickOnes = Object.entries({ ...QUICK, parts: QUICK_PARTS })
    .filter(([name]) => !isGiven(name));
  return { ...options, ...Object.fromEntries(quickOnes) };
}

function whole(text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`"${text}" must be a whole number from ${min} to ${max}.`);
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 600) return value;
  throw new InvalidArgumentError(`"${text}" must be a number of seconds above 0, at most 600.`);
}

function oneOf<T extends string>(text: string, allowed: readonly T[]): T[] {
  const names = text.split(",");
  const unknown = names.find((name) => !(allowed as readonly string[]).includes(name));
  if (unknown === undefined) return allowed.filter((name) => names.includes(name));
  throw new InvalidArgumentError(`There is no "${unknown}": choose from ${allowed.join(", ")}.`);
}

function lastCore(): number {
  return navigator.hardwareConcurrency - 1;
}

function cacheDir(): string {
  return join(Deno.env.get("XDG_CACHE_HOME") ?? join(homedir(), ".cache"), "lapboard-bench");
}
