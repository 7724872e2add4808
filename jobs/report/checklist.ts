import { instrumentChecks } from "./checklist_instrument.ts";
import { loadChecks } from "./checklist_load.ts";
import { serverChecks } from "./checklist_server.ts";
import { statisticsChecks } from "./checklist_statistics.ts";
import { importedFrom } from "./imported_from.ts";
import { mainRun } from "./main_run.ts";
import type { ReportInput } from "./report_input.ts";
import type { ChecklistItem } from "./report_types.ts";

/**
 * The validation checklist, filled in from what is stored: whether the measurement was made as one
 * has to be made that others can rely on. A check that could not be made fails; one that has no
 * meaning here is not applicable; each says why.
 */
export function checklist(input: Pick<ReportInput, "group" | "runs">): ChecklistItem[] {
  const main = mainRun(input);
  const context = { ...input, main, imported: importedFrom(input.runs[0].metadata) };
  return [
    ...loadChecks(context),
    ...statisticsChecks(context),
    ...serverChecks(context),
    ...instrumentChecks(context),
  ];
}
