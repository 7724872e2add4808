/** A file cannot be imported; the message is one line: what is wrong, where, and the mend. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}
