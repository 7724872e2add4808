export { buildReport } from "./build_report.ts";
export type { CapacityQuery } from "./report_capacity.ts";
export { mainRun } from "./main_run.ts";
export { meetsObjectives, objectivesMet } from "./objectives_of.ts";
export type {
  ReportEndpoint,
  ReportGroup,
  ReportHosting,
  ReportInput,
  ReportRun,
  ReportStep,
} from "./report_input.ts";
export type {
  ChecklistItem,
  CheckResult,
  ContextEntry,
  Report,
  ReportSlo,
  SloLine,
  StepRow,
} from "./report_types.ts";
