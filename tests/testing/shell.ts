/** How a command ended. */
export interface Ended {
  code: number;
  /** Standard output and standard error, in the order they came. */
  output: string;
}

/** A shell command that is running. */
export interface RunningCommand {
  /** Resolves to the match once the output holds it. @throws when the command ends before that */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Ctrl-C, as a terminal sends it: to the command and all it has started. */
  interrupt(): void;
  ended: Promise<Ended>;
}

/** Ends the shell's whole group once this process is gone, so that a test cut short leaves nothing. */
const WATCHER = `(while kill -0 ${Deno.pid} && kill -0 $$; do sleep 1; done; kill -INT -$$) \
  >/dev/null 2>&1 &`;

/**
 * Starts a shell command in a process group of its own.
 *
 * @param env the whole environment; nothing is inherited
 */
export function startShell(
  command: string,
  { cwd, env }: { cwd: string; env: Record<string, string> },
): RunningCommand {
  const child = new Deno.Command("sh", {
    args: ["-c", `${WATCHER}\nexec 2>&1\n${command}`],
    cwd,
    env,
    clearEnv: true,
    detached: true,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let output = "";
  let isOver = false;
  let heard = Promise.withResolvers<void>();
  const reading = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      output += text;
      heard.resolve();
      heard = Promise.withResolvers<void>();
    }
    isOver = true;
    heard.resolve();
  })();
  return {
    async until(pattern) {
      for (;;) {
        const match = pattern.exec(output);
        if (match !== null) return match;
        if (isOver) throw new Error(`"${command}" ended before it said ${pattern}:\n${output}`);
        await heard.promise;
      }
    },
    interrupt: () => Deno.kill(-child.pid, "SIGINT"),
    ended: reading.then(async () => ({ code: (await child.status).code, output })),
  };
}
