import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { confinedEnvironment } from "./environment.ts";
import { permissionFlags, type Reach } from "./permission_flags.ts";
import { PROJECT } from "./project.ts";
import { LAUNCHER_VARIABLE } from "./watch_launcher.ts";

/** Given on to the program that measures; the first of them is Ctrl-C. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs a program of ours that can reach this and no more, on this process's own terminal, to its end.
 *
 * Deno settles permissions when a program starts, and `revoke` cannot narrow "any host" to one; so
 * the program that measures is a process of its own. This one keeps nothing but waiting: it holds no
 * connection, and gives its permission to start programs back.
 *
 * @param script of this repository
 * @returns its exit code
 */
export async function runConfined(
  script: URL,
  args: readonly string[],
  reach: Reach,
): Promise<number> {
  const child = new Deno.Command("sh", {
    // Deno lets nobody open files under /proc who may not do everything. What the host takes from
    // this machine's CPUs is told there, so the one file is handed over opened.
    args: [
      "-c",
      'if [ -r /proc/stat ]; then exec "$@" </proc/stat; else exec "$@" </dev/null; fi',
      "sh",
      ...denoCommand(script, args, reach),
    ],
    clearEnv: true,
    env: { ...environmentFor(reach), [LAUNCHER_VARIABLE]: String(Deno.pid) },
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const forward = SIGNALS.map((signal) => ({ signal, listener: () => passOn(child, signal) }));
  for (const { signal, listener } of forward) Deno.addSignalListener(signal, listener);
  await Deno.permissions.revoke({ name: "run" });
  try {
    return (await child.status).code;
  } finally {
    for (const { signal, listener } of forward) Deno.removeSignalListener(signal, listener);
  }
}

/** This process's environment, as far as a program with this reach needs it. */
export function environmentFor({ variables }: Reach): Record<string, string> {
  return confinedEnvironment(Deno.env.toObject(), variables);
}

/** The words that start one of our programs with this reach. */
export function denoCommand(script: URL, args: readonly string[], reach: Reach): string[] {
  const config = ["--config", join(PROJECT, "deno.json")];
  return [
    ...[Deno.execPath(), "run", "-q", ...config, ...permissionFlags(reach)],
    ...[fileURLToPath(script), ...args],
  ];
}

function passOn(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It ended while the signal was on its way.
    if (!(error instanceof TypeError)) throw error;
  }
}
