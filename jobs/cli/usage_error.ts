/** The command or its input was wrong (exit code 2). The message is one line: what, and the mend. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
