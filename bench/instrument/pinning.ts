/** Which core each side of a measurement runs on. */
export interface Cores {
  client: number;
  server: number;
}

/** How processes are kept on their cores; without `taskset` they are not, and the notes say so. */
export interface Pinning {
  cores: Cores;
  pinned: boolean;
  /** The command that runs `command` on `core`. */
  on(core: number, command: readonly string[]): string[];
}

/**
 * Finds out whether processes can be pinned, and moves this one off the client's core.
 * @throws {RangeError} when the machine has no such core
 */
export async function preparePinning(cores: Cores): Promise<Pinning> {
  const count = navigator.hardwareConcurrency;
  for (const [side, core] of Object.entries(cores)) {
    if (core >= count) {
      throw new RangeError(
        `--${side}-core is ${core}: this machine has cores 0 to ${count - 1}`,
      );
    }
  }
  const others = Array.from({ length: count }, (_, core) => core)
    .filter((core) => core !== cores.client);
  const pinned = others.length > 0 &&
    await succeeds(["taskset", "-a", "-p", "-c", others.join(","), String(Deno.pid)]);
  if (!pinned) return withoutPinning(cores);
  return {
    cores,
    pinned,
    on: (core, command) => ["taskset", "-c", String(core), ...command],
  };
}

/** Leaves every process where the system puts it. */
export function withoutPinning(cores: Cores): Pinning {
  return { cores, pinned: false, on: (_core, command) => [...command] };
}

async function succeeds(command: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command[0]!, {
      args: command.slice(1),
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
