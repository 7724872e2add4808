/** Results could not be written to a directory; the message is one line: what, where, what to do. */
export class ResultsDirError extends Error {
  override name = "ResultsDirError";
}

const REMEDIES: Record<string, string> = {
  EACCES: "choose a directory you may write to",
  EPERM: "choose a directory you may write to",
  EROFS: "the file system is read-only, choose another directory",
  ENOSPC: "free some space, or choose a directory on another disk",
  EDQUOT: "your disk quota is used up, choose a directory on another disk",
  EEXIST: "a file has that name, choose a directory",
  ENOTDIR: "a file stands where a directory should, choose another path",
  EISDIR: "a directory has a result file's name, choose another path",
  ENOENT: "the path cannot be made, choose another one",
};

/**
 * Runs one step of writing; what the operating system refuses becomes a {@link ResultsDirError}.
 *
 * @param path the file or directory that is written
 */
export async function writing<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const code = codeOf(error);
    // Anything without a system code is a bug of ours and must not pass for a full disk.
    if (code === null) throw error;
    const what = (error as Error).message.replace(/ \(os error .*$/s, "");
    throw new ResultsDirError(
      `Cannot write results to ${path}: ${what}; ${REMEDIES[code] ?? "choose another directory"}`,
      { cause: error },
    );
  }
}

/** What the operating system, or the runtime in its place, calls its refusal. */
function codeOf(error: unknown): string | null {
  if (error instanceof Deno.errors.NotCapable) return "EACCES";
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : null;
  return typeof code === "string" ? code : null;
}
