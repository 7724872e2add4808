import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import process from "node:process";
import { commonReach, type FurtherReach } from "../jobs/confine/common_reach.ts";
import { PROJECT } from "../jobs/confine/project.ts";
import { runConfined } from "../jobs/confine/run_confined.ts";

/** The words after a command's name, as far as they say what it has to reach. */
interface Words {
  operands: string[];
  output: string | undefined;
  live: boolean;
}

/** What each command has to reach beside the project's files and, if it stores, the database. */
const COMMANDS: Record<string, (words: Words) => FurtherReach | Promise<FurtherReach>> = {
  capacity: () => ({}),
  demo: () => ({ loopback: true, programs: [bundler()] }),
  export: ({ output }) => ({ writePaths: paths(output) }),
  import: ({ operands }) => ({ readPaths: operands.map((path) => resolve(path)) }),
  migrate: () => ({}),
  provider_check: ({ operands: [file], live }) => providerReach(file, live),
  report: ({ output }) => ({ writePaths: paths(output) }),
};

/**
 * Runs the command of this folder that its first argument names, with as little as that takes. What
 * is wrong with the arguments is for the command to say.
 */
async function main([name, ...args]: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(["output", "format", "table", "endpoint"].map((flag) => [flag, TEXT])),
      live: { type: "boolean" },
    },
    allowPositionals: true,
    strict: false,
  });
  const reach = await COMMANDS[name!]!({
    operands: positionals,
    output: typeof values["output"] === "string" ? values["output"] : undefined,
    live: values["live"] === true,
  });
  return await runConfined(new URL(`./${name}.ts`, import.meta.url), args, commonReach(reach));
}

const TEXT = { type: "string" } as const;

function paths(path: string | undefined): string[] {
  return path === undefined ? [] : [resolve(path)];
}

/** A catalog file, and with --live the endpoints in it. Nothing is stored. */
async function providerReach(file: string | undefined, live: boolean): Promise<FurtherReach> {
  const reach: FurtherReach = { stores: false, readPaths: paths(file) };
  if (file === undefined || !live) return reach;
  const { fillPlaceholders, parseCatalogFile } = await import("../providers/catalog/mod.ts");
  const parsed = parseCatalogFile(read(file), file);
  // Nobody is asked before they are mended.
  if (parsed.problems.length > 0) return reach;
  const variables: string[] = [];
  const endpoints = parsed.endpoints.flatMap(({ endpoint }) => {
    try {
      return [fillPlaceholders(endpoint, (name) => {
        variables.push(name);
        return Deno.env.get(name);
      })];
    } catch (error) {
      // A variable is not set: there is nowhere to go.
      if (error instanceof RangeError) return [];
      throw error;
    }
  });
  return { ...reach, endpoints, variables };
}

function read(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    const unreadable = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.IsADirectory || error instanceof Deno.errors.PermissionDenied;
    if (unreadable) return "";
    throw error;
  }
}

/** The program that bundles the browser's scripts. */
function bundler(): string {
  const esbuild = createRequire(join(PROJECT, "web/")).resolve("esbuild/package.json");
  const name = `@esbuild/${process.platform}-${process.arch}/bin/esbuild`;
  return Deno.realPathSync(createRequire(esbuild).resolve(name));
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
