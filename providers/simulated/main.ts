import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import process from "node:process";
import {
  DIALECTS,
  FAULTS,
  PROFILES,
  startSimulatedProvider,
  startSimulatedProviderWorker,
} from "./mod.ts";
import type { FaultRule } from "./mod.ts";

interface Flags {
  port: number;
  host: string;
  profile: string;
  ttftMs?: number;
  itlMs?: number;
  seed: number;
  outputTokens?: number;
  tokensPerEvent?: number;
  fault: FaultRule[];
  stallMs?: number;
  redirectTo?: string;
  apiKey?: string;
  model: string[];
  correctRate: number;
  workers: number;
  listProfiles?: boolean;
  listFaults?: boolean;
  listProtocols?: boolean;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new InvalidArgumentError("It must be a number.");
  }
  return value;
}

function faultRule(text: string, before: FaultRule[]): FaultRule[] {
  const [name, rate] = text.split(":", 2);
  return [...before, { name: name!, ...(rate === undefined ? {} : { rate: number(rate) }) }];
}

const program = new Command("deno task simulate")
  .description(
    "A model server whose true timings are known: it speaks every protocol, chosen by the path, and\n" +
      "GET /truth says when each event was really sent.",
  )
  .option("--port <n>", "port to listen on; 0 takes a free one", number, 9100)
  .option("--host <address>", "address to listen on", "127.0.0.1")
  .option("--profile <name>", "character of the provider, see --list-profiles", "deterministic")
  .option("--ttft-ms <ms>", "time to the first token (default: the profile's)", number)
  .option("--itl-ms <ms>", "gap between events (default: the profile's)", number)
  .option("--seed <n>", "seed of everything random", number, 1)
  .option("--output-tokens <n>", "length of every answer (default: what max_tokens says)", number)
  .option("--tokens-per-event <n>", "tokens in an event (default: the profile's)", number)
  .addOption(
    new Option("--fault <name[:rate]>", "fault to play, see --list-faults; repeatable")
      .argParser(faultRule).default([], "none"),
  )
  .option("--stall-ms <ms>", "how long stall faults last (default: for ever)", number)
  .option("--redirect-to <url>", "where redirect_other_host sends clients (default: to nobody)")
  .option("--api-key <key>", "key that requests must carry (default: none needed)")
  .addOption(
    new Option("--model <name>", "model that exists; repeatable")
      .argParser((name: string, before: string[]) => [...before, name]).default([], "sim"),
  )
  .option("--correct-rate <share>", "share of check questions answered right", number, 1)
  .option("--workers <n>", "threads that share the port", number, 1)
  .option("--list-profiles", "print the profiles and exit")
  .option("--list-faults", "print the faults and exit")
  .option("--list-protocols", "print the protocols it speaks and exit")
  .allowExcessArguments(false)
  .addHelpText(
    "after",
    `
A fault that means nothing in a protocol leaves its answers as they are; /truth then names none.

Examples:
  simulate --port 9100 --ttft-ms 200 --itl-ms 20 --seed 1
  simulate --profile lognormal --fault http_429:0.1 --fault cut_mid_event:0.02
  curl -s http://127.0.0.1:9100/truth`,
  )
  .configureOutput({ outputError: () => {} })
  .exitOverride();

function printList(entries: readonly { name: string; description: string }[]): void {
  const width = Math.max(...entries.map(({ name }) => name.length));
  for (const { name, description } of entries) {
    console.log(`${name.padEnd(width)}  ${description}`);
  }
}

/** Names an option as the command line does: `ttftMs is -4` becomes `--ttft-ms is -4`. */
function inFlags(message: string): string {
  return message.replace(
    /^(\w+)(?= is )/,
    (name) => "--" + name.replace(/[A-Z]/g, (capital) => "-" + capital.toLowerCase()),
  );
}

/** One line for people about why the provider could not start. */
function explain(error: unknown, flags: Flags | null): string | null {
  if (error instanceof CommanderError) {
    return `${error.message.replace(/^error: /, "")} (see --help)`;
  }
  if (error instanceof RangeError) return inFlags(error.message);
  const code = (error as { code?: string }).code;
  if (code === "EADDRINUSE") {
    return `port ${flags?.port} is in use: choose another with --port, or stop what listens there`;
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EINVAL") {
    return `${flags?.host} is no address of this machine: choose another with --host`;
  }
  if (code === "EACCES") return `port ${flags?.port} is not allowed: choose one above 1023`;
  return null;
}

async function run(flags: Flags): Promise<void> {
  if (flags.listProfiles) return printList(PROFILES);
  if (flags.listFaults) {
    return printList(
      Object.entries(FAULTS).map(([name, { description }]) => ({ name, description })),
    );
  }
  if (flags.listProtocols) {
    return printList(DIALECTS.map(({ id, description }) => ({ name: id, description })));
  }
  const { fault, model, workers, listProfiles: _, listFaults: __, listProtocols: ___, ...rest } =
    flags;
  const options = { ...rest, faults: fault, ...(model.length > 0 ? { models: model } : {}) };
  const provider = workers === 1
    ? await startSimulatedProvider(options)
    : await startSimulatedProviderWorker({ ...options, workers });
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(signal, () => resolve());
    }
  });
  console.log(
    `simulated provider ready at ${provider.baseUrl} (profile ${flags.profile}, seed ${flags.seed})`,
  );
  await stopped;
  await provider.stop();
}

let flags: Flags | null = null;
try {
  flags = program.parse(process.argv).opts<Flags>();
  await run(flags);
  process.exit(0);
} catch (error) {
  if (error instanceof CommanderError && error.exitCode === 0) process.exit(0);
  const reason = explain(error, flags);
  if (reason === null) throw error;
  console.error(`simulate: ${reason}`);
  process.exit(2);
}
