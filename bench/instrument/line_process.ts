const STDERR_KEPT = 4000;

/**
 * A child process that is spoken to in lines. It is ended by its handle alone, or by `signal`. Should
 * the bench itself be killed, clients and the truth server end when their stdin closes.
 */
export class LineProcess {
  readonly #child: Deno.ChildProcess;
  readonly #lines: AsyncGenerator<string, void>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stderrDone: Promise<void>;
  #stderr = "";

  constructor(
    private readonly name: string,
    command: readonly string[],
    private readonly signal: AbortSignal,
    env: Record<string, string> = {},
  ) {
    this.#child = new Deno.Command(command[0]!, {
      args: command.slice(1),
      env: { NO_COLOR: "1", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#lines = linesOf(this.#child.stdout);
    this.#input = this.#child.stdin.getWriter();
    this.#stderrDone = this.#keepStderr();
    signal.addEventListener("abort", this.#kill);
  }

  get pid(): number {
    return this.#child.pid;
  }

  async send(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(line + "\n"));
  }

  /**
   * Waits for a line that begins with `word` (any line, when it is empty) and returns the rest.
   * @throws {Error} when the process ends or says something else first, or `limitMs` passes
   */
  async expect(word: string, limitMs: number): Promise<string> {
    const line = await this.#nextLine(word === "" ? "anything" : `"${word}"`, limitMs);
    if (!line.startsWith(word)) {
      throw new Error(`${this.name} said "${line}" where "${word}" was expected`);
    }
    return line.slice(word.length).trim();
  }

  async #nextLine(what: string, limitMs: number): Promise<string> {
    const limit = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => limit.reject(new Error(`${this.name} did not say ${what} within ${limitMs} ms`)),
      limitMs,
    );
    try {
      const { value, done } = await Promise.race([this.#lines.next(), limit.promise]);
      if (!done) return value;
      await this.#stderrDone;
      throw new Error(`${this.name} ended before it said ${what}: ${tellingLine(this.#stderr)}`);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it at once if it still runs, and waits until it is gone. */
  async stop(): Promise<void> {
    this.signal.removeEventListener("abort", this.#kill);
    this.#kill();
    await this.#child.status;
    await this.#input.abort().catch(() => {});
    await this.#lines.return();
    await this.#stderrDone;
  }

  readonly #kill = (): void => {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // Already gone.
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
  };

  async #keepStderr(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const part of this.#child.stderr) {
      this.#stderr = (this.#stderr + decoder.decode(part, { stream: true })).slice(-STDERR_KEPT);
    }
  }
}

/** The line of a crash report that says what happened. */
function tellingLine(stderr: string): string {
  const lines = stderr.trim().split("\n");
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1)!;
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let pending = "";
  for await (const part of stream) {
    const lines = (pending + decoder.decode(part, { stream: true })).split("\n");
    pending = lines.pop()!;
    yield* lines;
  }
  if (pending !== "") yield pending;
}
