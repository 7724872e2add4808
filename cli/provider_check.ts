import { Command, InvalidArgumentError } from "commander";
import {
  type Endpoint,
  fillPlaceholders,
  findEndpoint,
  type PlacedEndpoint,
} from "../providers/catalog/mod.ts";
import { ONE_LINE_REFUSAL } from "../jobs/cli/one_line_refusal.ts";
import { type CheckedFile, checkProviderFile } from "./provider_check_file.ts";
import { checkJson, type Tried } from "./provider_check_json.ts";
import { countOf, triedText } from "./provider_check_text.ts";
import { tryEndpoint } from "./provider_check_live.ts";
import { untilInterrupted } from "./until_interrupted.ts";
import { CredentialError, resolveCredential, systemCredentials } from "../jobs/credentials/mod.ts";

const MAX_REQUESTS = 20;

interface Options {
  live: boolean;
  endpoint?: string;
  requests: number;
  json: boolean;
}

const command = new Command("deno task provider:check")
  .description(
    "Checks a provider's catalog file: every problem with its line, column and how to mend it. " +
      "With --live it also asks the endpoints a few times, and shows what it understood.",
  )
  .argument("<file>", "the YAML file, in providers/catalog/ or anywhere else")
  .option("--live", "send requests to each endpoint; this costs what its provider charges", false)
  .option("--endpoint <id>", "with --live: only this one, by its id or its slug")
  .option("--requests <n>", "with --live: requests to each endpoint", requests, 3)
  .option("--json", "print one JSON object on stdout, all else on stderr", false)
  .allowExcessArguments(false)
  .addHelpText(
    "after",
    `
Environment (with --live):
  the variables that the file names: its api_key_env, and whatever stands in braces in a base URL

Examples:
  $ deno task provider:check providers/catalog/groq.yaml
  $ GROQ_API_KEY=... deno task provider:check providers/catalog/groq.yaml --live
  $ deno task provider:check my_server.yaml --live --endpoint llama-3.1-8b-instruct --json

Exit codes: 0 the file is good (and with --live, at least one request succeeded), 1 no request
succeeded, 2 the file or the command is wrong, 130 interrupted.`,
  )
  .configureOutput(ONE_LINE_REFUSAL)
  // Commander ends with 1 for wrong input; here that means no request succeeded, and 2 is wrong input.
  .exitOverride((error) => Deno.exit(error.exitCode === 0 ? 0 : 2));

/** Runs the command. @returns the exit code */
async function main(args: string[]): Promise<number> {
  command.parse(args, { from: "user" });
  const options = command.opts<Options>();
  if (options.endpoint !== undefined && !options.live) {
    command.error("error: --endpoint chooses what --live asks: give --live too");
  }
  const checked = await readFile(command.args[0]!);
  for (const { line, column, message } of checked.problems) {
    console.error(`${checked.file}:${line}:${column}: ${message}`);
  }
  for (const note of checked.notes) console.error(`note: ${note}`);
  if (checked.problems.length > 0) {
    if (options.json) console.log(JSON.stringify(checkJson(checked, [])));
    return 2;
  }
  const chosen = chooseEndpoints(checked.endpoints, options.endpoint);
  if (!options.live) {
    if (options.json) console.log(JSON.stringify(checkJson(checked, [])));
    else console.log(`${checked.file} is good: ${chosen.map(({ id }) => id).join(", ")}`);
    return 0;
  }

  const stop = new AbortController();
  untilInterrupted().then(() => stop.abort());
  const tried: Tried[] = [];
  for (const endpoint of chosen) {
    if (stop.signal.aborted) break;
    const result = await tryOne(endpoint, options.requests, stop.signal);
    tried.push(result);
    if (!options.json) console.log(triedText(result));
  }
  if (options.json) console.log(JSON.stringify(checkJson(checked, tried)));
  if (stop.signal.aborted) return 130;
  const answers = tried.flatMap((each) => each.answers ?? []);
  if (answers.length === 0 && tried.every(({ notTried }) => notTried !== null)) return 2;
  return answers.some(({ sample }) => sample.failure === null) ? 0 : 1;
}

/** What cannot be tried for want of a variable must not keep the others from their turn. */
async function tryOne(endpoint: Endpoint, count: number, signal: AbortSignal): Promise<Tried> {
  const env = (name: string) => Deno.env.get(name);
  try {
    const filled = fillPlaceholders(endpoint, env);
    const credential = await resolveCredential(filled, systemCredentials);
    console.error(`${endpoint.id}: ${countOf(count)} to ${filled.baseUrl} ...`);
    const answers = await tryEndpoint(filled, credential, { count, signal });
    return { endpoint: filled, answers, notTried: null };
  } catch (error) {
    if (!(error instanceof CredentialError || error instanceof RangeError)) throw error;
    console.error(`error: ${error.message}`);
    return { endpoint, answers: null, notTried: error.message };
  }
}

function chooseEndpoints(placed: readonly PlacedEndpoint[], wanted?: string): Endpoint[] {
  const endpoints = placed.map(({ endpoint }) => endpoint);
  if (wanted === undefined) return endpoints;
  const bySlug = endpoints.find(({ id, providerId }) => id === `${providerId}/${wanted}`);
  try {
    return [bySlug ?? findEndpoint(endpoints, wanted)];
  } catch (error) {
    if (error instanceof RangeError) command.error(`error: ${error.message}`);
    throw error;
  }
}

async function readFile(path: string): Promise<CheckedFile> {
  try {
    return await checkProviderFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      command.error(`error: there is no file ${path}: give the path of a catalog file`);
    }
    if (error instanceof Deno.errors.IsADirectory) {
      command.error(`error: ${path} is a folder: give the path of one catalog file`);
    }
    throw error;
  }
}

function requests(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > MAX_REQUESTS) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_REQUESTS}.`);
  }
  return count;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
