export { exportRun } from "./export_run.ts";
export type { ExportedFile, ExportedRun } from "./exported_run.ts";
export { type Format, FORMATS, TOOL_NAMES } from "./formats.ts";
export { ImportError } from "./import_error.ts";
export { importFile } from "./import_file.ts";
export { importedRun, type ImportNote } from "./imported_run.ts";
export type { ImportedResult } from "./imported_result.ts";
export { MAX_FILE_BYTES } from "./parse_json.ts";
