import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The top of the checkout. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What a finished command left behind. */
export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** How a command is run. */
export interface CommandOptions {
  /** Its working directory, where the embedded database would be. */
  cwd: string;
  /** Environment variables beside the inherited ones; `DATABASE_URL` is empty unless given. */
  env?: Record<string, string>;
}

/** The words of a task as deno.json has them, made to work in any directory. */
export function taskCommandLine(task: string, args: readonly string[]): string[] {
  const { tasks } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  const { command } = tasks[task];
  const [deno, run, ...rest] = (command as string).split(" ");
  if (deno !== "deno" || run !== "run") throw new Error(`unexpected task: ${command}`);
  const words = rest.map((word) => word.endsWith(".ts") ? join(ROOT, word) : word);
  return [Deno.execPath(), "run", "--config", join(ROOT, "deno.json"), ...words, ...args];
}

/** The words of `deno task job`, made to work in any directory. */
export function jobCommandLine(args: readonly string[]): string[] {
  return taskCommandLine("job", args);
}

/** Starts `deno task job` with these arguments, without the task runner around it. */
export function spawnJob(args: readonly string[], options: CommandOptions): Deno.ChildProcess {
  return spawn(jobCommandLine(args), options);
}

/** Starts the program that measures by itself: what is done to it is done to no launcher. */
export function spawnMeasuring(
  args: readonly string[],
  options: CommandOptions,
): Deno.ChildProcess {
  const run = [Deno.execPath(), "run", "-q", "-A", "--config", join(ROOT, "deno.json")];
  return spawn([...run, join(ROOT, "jobs/main.ts"), ...args], options);
}

/** Runs `deno task job` to its end. */
export async function runJobCommand(
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return await resultOf(spawnJob(args, options));
}

/** Starts a command with its output piped and nothing to read. */
export function spawn(
  [program, ...args]: readonly string[],
  { cwd, env = {} }: CommandOptions,
): Deno.ChildProcess {
  return new Deno.Command(program!, {
    args,
    cwd,
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", DATABASE_URL: "", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for a command's end. */
export async function resultOf(child: Deno.ChildProcess): Promise<CommandResult> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs `use` in a fresh directory that is removed afterwards. */
export async function withTempDir(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "lapboard-test-" });
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** The run was measured. A machine that is busy with other tests may be a bad instrument (3). */
export function assertMeasured(code: number, stderr: string): void {
  assert.ok(code === 0 || code === 3, `exit code ${code}: ${stderr}`);
}
