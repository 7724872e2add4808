import { createHash } from "node:crypto";
import { WorkloadError } from "../workload_error.ts";
import type { DefinitionOf } from "../workload_schema.ts";
import { readText } from "./read_text.ts";
import { readTrace, type TraceRow } from "./read_trace.ts";

/** Block names kept in all, so that a trace cannot fill the memory. */
const MAX_KEPT_IDS = 20_000_000;

/** What a trace gave. */
export interface LoadedTrace {
  /** In the order of their times. */
  rows: TraceRow[];
  /** Rows left out, by reason. */
  skipped: Record<string, number>;
  /** SHA-256 of all that is played, as hexadecimal digits. */
  sha256: string;
}

/**
 * Reads the first `max_records` usable rows of a trace, and no further.
 *
 * @param file its name, for messages
 * @throws {WorkloadError} when a row is malformed, or none can be used
 */
export async function loadTrace(
  definition: DefinitionOf<"trace">,
  bytes: ReadableStream<Uint8Array>,
  file: string,
): Promise<LoadedTrace> {
  const rows: TraceRow[] = [];
  const skipped: Record<string, number> = {};
  let keptIds = 0;
  for await (const row of readTrace(definition.format, readText(bytes, file), file)) {
    checkBlocks(row, definition.block_tokens, file);
    const reason = whySkipped(row, definition);
    if (reason !== null) {
      skipped[reason] = (skipped[reason] ?? 0) + 1;
      continue;
    }
    keptIds += row.hashIds?.length ?? 0;
    if (keptIds > MAX_KEPT_IDS) {
      throw new WorkloadError(
        `${file}:${row.line}`,
        `the rows up to here name more than ${MAX_KEPT_IDS} blocks: lower max_records ` +
          `(${definition.max_records}) to ${rows.length} or below`,
      );
    }
    rows.push(row);
    if (rows.length === definition.max_records) break;
  }
  if (rows.length === 0) {
    const reasons = Object.entries(skipped).map(([reason, count]) => `${count} with ${reason}`);
    throw new WorkloadError(
      file,
      `holds no row that can be played: ${reasons.join(", ") || "it is empty"}`,
    );
  }
  rows.sort((a, b) => a.atMs - b.atMs);
  const hash = createHash("sha256");
  for (const { atMs, inputTokens, outputTokens, hashIds } of rows) {
    hash.update(JSON.stringify([atMs, inputTokens, outputTokens, hashIds]));
  }
  return { rows, skipped, sha256: hash.digest("hex") };
}

/** A failed request generated nothing, and nobody can be asked to generate nothing. */
function whySkipped(row: TraceRow, definition: DefinitionOf<"trace">): string | null {
  if (row.inputTokens === 0 || row.outputTokens === 0) return "no input or no output tokens";
  return row.inputTokens > definition.max_input_tokens ||
      row.outputTokens > definition.max_output_tokens
    ? "more tokens than max_input_tokens or max_output_tokens"
    : null;
}

function checkBlocks({ line, inputTokens, hashIds }: TraceRow, size: number, file: string): void {
  const most = Math.ceil(inputTokens / size);
  if (hashIds !== null && hashIds.length > most) {
    throw new WorkloadError(
      `${file}:${line}`,
      `hash_ids names ${hashIds.length} blocks, but ${inputTokens} tokens fill only ${most} of ` +
        `${size}: set block_tokens to the size the trace was made with`,
    );
  }
}
