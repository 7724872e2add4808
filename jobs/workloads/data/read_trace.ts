import * as z from "zod";
import { quoted, WorkloadError } from "../workload_error.ts";
import { checkRecord } from "./check_record.ts";
import { readJsonRecords } from "./read_json_records.ts";
import { readLines } from "./read_text.ts";

/** One request of a trace. */
export interface TraceRow {
  /** Line of the file, from 1. */
  line: number;
  /** When it came, ms since whatever the file counts from. */
  atMs: number;
  inputTokens: number;
  outputTokens: number;
  /** Names of the blocks its prompt starts with: equal names, equal blocks. Null: not recorded. */
  hashIds: number[] | null;
}

/** Longest request of a trace, tokens: past every context window there is. */
const MAX_TOKENS = 1_000_000;
const LENGTH_RULE = `must be a whole number from 0 to ${MAX_TOKENS}`;
/** Longest time a trace may cover, ms: a year. */
const MAX_MS = 366 * 86_400_000;

/**
 * The rows of a trace, as they stand in its file.
 * @throws {WorkloadError} when a row is malformed; names its line
 */
export function readTrace(
  format: "azure" | "burstgpt" | "mooncake",
  text: AsyncIterable<string>,
  file: string,
): AsyncGenerator<TraceRow> {
  return format === "mooncake" ? readMooncake(text, file) : readCsv(CSV[format], text, file);
}

/** How a CSV format names its columns and writes its times. */
interface CsvFormat {
  time: string;
  input: string;
  output: string;
  /** ms; null when the text is no time. */
  parseTime: (text: string) => number | null;
  timeRule: string;
}

/**
 * `azure`: Azure's public LLM inference traces of 2023 and 2024
 * (https://github.com/Azure/AzurePublicDataset). `burstgpt`: https://github.com/HPMLL/BurstGPT.
 */
const CSV: Readonly<Record<"azure" | "burstgpt", CsvFormat>> = {
  azure: {
    time: "TIMESTAMP",
    input: "ContextTokens",
    output: "GeneratedTokens",
    parseTime: utcMs,
    timeRule: "must be a time such as 2023-11-16 18:15:46.6805900",
  },
  burstgpt: {
    time: "Timestamp",
    input: "Request tokens",
    output: "Response tokens",
    parseTime: (text) => /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : null,
    timeRule: "must be a number of seconds",
  },
};

async function* readCsv(
  format: CsvFormat,
  text: AsyncIterable<string>,
  file: string,
): AsyncGenerator<TraceRow> {
  const wanted = [format.time, format.input, format.output];
  let columns: number[] | null = null;
  for await (const { line, text: row } of readLines(text, file)) {
    const cells = row.split(",").map((cell) => cell.trim());
    if (columns === null) {
      columns = wanted.map((name) => cells.indexOf(name));
      const missing = wanted.filter((_, at) => columns![at] === -1);
      if (missing.length > 0) {
        throw new WorkloadError(
          `${file}:${line}`,
          `the header lacks ${missing.join(", ")}: the first line must name ${wanted.join(", ")}`,
        );
      }
      continue;
    }
    const [time, input, output] = columns.map((at) => cells[at] ?? "");
    const refuse = (name: string, value: string, rule: string): never => {
      throw new WorkloadError(`${file}:${line}`, `${name} (${quoted(value)}) ${rule}`);
    };
    const length = (name: string, value: string): number =>
      /^\d{1,7}$/.test(value) && Number(value) <= MAX_TOKENS
        ? Number(value)
        : refuse(name, value, LENGTH_RULE);
    yield {
      line,
      atMs: format.parseTime(time!) ?? refuse(format.time, time!, format.timeRule),
      inputTokens: length(format.input, input!),
      outputTokens: length(format.output, output!),
      hashIds: null,
    };
  }
}

/** A date and a time of day, with any number of decimals and perhaps `Z` or an offset, as UTC. */
function utcMs(text: string): number | null {
  const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,12})?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (parts === null) return null;
  const [, day, time, decimals, offset] = parts;
  const ms = Date.parse(`${day}T${time}${offset ?? "Z"}`);
  return Number.isNaN(ms) ? null : ms + Number(decimals ?? 0) * 1000;
}

const count = z.int(LENGTH_RULE).min(0, LENGTH_RULE).max(MAX_TOKENS, LENGTH_RULE);
const TIME_RULE = `must be a number of milliseconds from 0 to ${MAX_MS}`;
const ID_RULE = "must be a whole number of at least 0";

const mooncake = z.object({
  timestamp: z.number(TIME_RULE).min(0, TIME_RULE).max(MAX_MS, TIME_RULE),
  input_length: count,
  output_length: count,
  hash_ids: z.array(z.int(ID_RULE).min(0, ID_RULE), "must be a list of block numbers").optional(),
}, "must be an object with timestamp, input_length and output_length");

/** Mooncake's traces (https://github.com/kvcache-ai/Mooncake): an object a line, times in ms. */
async function* readMooncake(text: AsyncIterable<string>, file: string): AsyncGenerator<TraceRow> {
  for await (const record of readJsonRecords(text, file)) {
    const row = checkRecord(mooncake, record, file);
    yield {
      line: record.line,
      atMs: row.timestamp,
      inputTokens: row.input_length,
      outputTokens: row.output_length,
      hashIds: row.hash_ids ?? null,
    };
  }
}
