/** A workload cannot be used. The message is one line: what is wrong, where, and how to mend it. */
export class WorkloadError extends Error {
  override readonly name = "WorkloadError";

  /** @param at where, such as `chat.yaml` or `trace.csv:17` */
  constructor(at: string, message: string, options?: ErrorOptions) {
    super(`${at}: ${message}`, options);
  }
}

/** Text to quote in a message: one line, cut where it grows long. */
export function quoted(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? String(value);
  const line = text.replace(/\p{Cc}+/gu, " ");
  return `"${line.length > 80 ? `${line.slice(0, 80)}…` : line}"`;
}
