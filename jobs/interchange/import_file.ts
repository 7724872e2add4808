import { detectFormat, isAiperfRecord } from "./detect_format.ts";
import { type Format, FORMATS } from "./formats.ts";
import { ImportError } from "./import_error.ts";
import { importAiperfRecords } from "./import_aiperf_records.ts";
import { importLlmOptimizer } from "./import_llm_optimizer.ts";
import { importLlmPerf } from "./import_llmperf.ts";
import { importPerf } from "./import_perf.ts";
import { importVllm } from "./import_vllm.ts";
import type { ImportedResult } from "./imported_result.ts";
import { parseJson } from "./parse_json.ts";

/**
 * The runs in another tool's result file. The file is not trusted: its shape, its numbers and its
 * lengths are checked, and what does not fit is refused in one line.
 *
 * @param text of the file
 * @param file its name, for messages
 * @param format null finds out by itself
 * @throws {ImportError}
 */
export function importFile(text: string, file: string, format: Format | null): ImportedResult[] {
  const value = parseJson(text, file);
  // vLLM's --append-result writes one object a line.
  const lines = Array.isArray(value) && detectFormat(value) === null ? value : null;
  if (lines !== null && lines.length > 0 && lines.every((line) => detectFormat(line) === "vllm")) {
    return lines.map((line, i) => importVllm(line, `${file}, line ${i + 1}`));
  }
  const found = format ?? detectFormat(value);
  switch (found) {
    case "llmperf":
      return [importLlmPerf(value, file)];
    case "vllm":
      return [importVllm(value, file)];
    case "aiperf": {
      // Its records are one object a line; a file of one line is that object.
      const records = isAiperfRecord(value) ? [value] : value;
      return [
        Array.isArray(records)
          ? importAiperfRecords(records, file)
          : importPerf(value, file, found),
      ];
    }
    case "genai-perf":
      return [importPerf(value, file, found)];
    case "llm-optimizer":
      return importLlmOptimizer(value, file);
    case null:
      throw new ImportError(
        `${file} is not a result file of ${
          FORMATS.join(", ")
        }; name the tool with --format if it is`,
      );
  }
}
