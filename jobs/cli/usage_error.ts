/** The command or its input was wrong (exit code 2). The message is one line: what, and the mend. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Runs what refuses bad input with a built-in error, and makes that error the user's. */
export function usable<T>(make: () => T, message?: string): T {
  try {
    return make();
  } catch (cause) {
    throw asUsageError(cause, message);
  }
}

/** The user's error for one that refuses input; any other error as it is. */
export function asUsageError(cause: unknown, message?: string): unknown {
  if (!(cause instanceof RangeError || cause instanceof TypeError)) return cause;
  return new UsageError(message ?? inFlags(cause.message), { cause });
}

/** Names an option as the command line does: `meanInputTokens` becomes `--mean-input-tokens`. */
function inFlags(message: string): string {
  return message.replace(
    /^[a-z]+(?:[A-Z][a-z]+)+(?= must )/,
    (name) => "--" + name.replace(/[A-Z]/g, (capital) => "-" + capital.toLowerCase()),
  );
}
