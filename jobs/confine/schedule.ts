import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { CatalogError, type Endpoint, fillPlaceholders } from "../../providers/catalog/mod.ts";
import { InputError, readCatalog, scheduleCommand } from "../schedule/schedule_options.ts";
import type { ScheduleOptions } from "../schedule/schedule_options.ts";
import { commonReach } from "./common_reach.ts";
import { runConfined } from "./run_confined.ts";

/** `deno task schedule`: measures what the catalog lists, and can reach nothing else. */
async function main(args: string[]): Promise<number> {
  const { catalog } = scheduleCommand.parse(args, { from: "user" }).opts<ScheduleOptions>();
  const endpoints = (await readCatalog(catalog)).filter(({ enabled }) => enabled);
  const variables: string[] = [];
  const env = (name: string) => {
    variables.push(name);
    return Deno.env.get(name);
  };
  const reach = commonReach({
    endpoints: endpoints.flatMap((endpoint) => placed(endpoint, env)),
    loopback: true,
    // Where samples go that no database would take.
    writePaths: [tmpdir()],
    readPaths: catalog === undefined ? [] : [resolve(catalog)],
    variables,
    // Under which it claims what is due.
    systemFacts: ["hostname"],
  });
  return await runConfined(new URL("../schedule/main.ts", import.meta.url), args, reach);
}

/** One whose address waits for a variable that is not set cannot be measured, nor reached. */
function placed(endpoint: Endpoint, env: (name: string) => string | undefined): Endpoint[] {
  try {
    return [fillPlaceholders(endpoint, env)];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [];
  }
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    if (!(error instanceof CatalogError || error instanceof InputError)) throw error;
    console.error(`error: ${error.message}`);
    Deno.exit(2);
  }
}
