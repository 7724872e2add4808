/**
 * Writes a command's product to a file, or to standard output when none is named.
 *
 * @returns the exit code: 2 when the file cannot be written, which is said in one line
 */
export async function writeOutput(
  content: string | Uint8Array,
  path: string | undefined,
): Promise<number> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  if (path === undefined) {
    const writer = Deno.stdout.writable.getWriter();
    try {
      await writer.write(bytes);
    } finally {
      writer.releaseLock();
    }
    return 0;
  }
  try {
    await Deno.writeFile(path, bytes);
  } catch (error) {
    const what = (error as Error).message.replace(/ \(os error .*$/s, "");
    console.error(`error: cannot write ${path}: ${what}; name another file with --output`);
    return 2;
  }
  console.error(`wrote ${path}`);
  return 0;
}
