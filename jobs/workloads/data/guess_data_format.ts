/** What a data file seems to be. */
export type DataFormat = "sharegpt" | "jsonl" | "azure" | "burstgpt" | "mooncake";

/**
 * Tells a data file's format from its beginning.
 * @param beginning its first characters, some thousand of them
 * @returns null when it is none of those that can be played
 */
export function guessDataFormat(beginning: string): DataFormat | null {
  const text = beginning.replace(/^\ufeff/, "").trimStart();
  if (/^[[{]/.test(text)) {
    if (/"input_length"\s*:/.test(text)) return "mooncake";
    if (/"conversations"\s*:/.test(text)) return "sharegpt";
    return /"(prompt|messages)"\s*:/.test(text) ? "jsonl" : null;
  }
  const header = text.split(/\r?\n/, 1)[0]!.split(",").map((cell) => cell.trim());
  if (header.includes("ContextTokens")) return "azure";
  return header.includes("Request tokens") ? "burstgpt" : null;
}
