export { type ApiApp, createApp } from "./app.ts";
export type { ApiDeps } from "./deps.ts";
export { ApiError } from "./errors.ts";
export { readGroupReport, readRunReport } from "./read_report.ts";
export { readRun } from "./read_run.ts";
