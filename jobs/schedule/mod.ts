export { due, type DueJob, type SlotState } from "./due.ts";
export { isoWeek } from "./iso_week.ts";
export { runDue, type ScheduleDeps } from "./run_due.ts";
