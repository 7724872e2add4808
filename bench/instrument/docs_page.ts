import { markdownTables } from "./print_tables.ts";
import type { Report } from "./report.ts";
import { reportTables } from "./report_tables.ts";

const BEGIN = "<!-- figures: begin (written by deno task bench:instrument --docs) -->";
const END = "<!-- figures: end -->";

/**
 * The page with its figures replaced by this run's; the hand-written rest stays as it is.
 * @throws {Error} when the page has lost the marks between which figures stand
 */
export function withFigures(page: string, report: Report): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from === -1 || to < from) throw new Error(`the page needs the lines "${BEGIN}" and "${END}"`);
  return page.slice(0, from + BEGIN.length) + `\n\n${figures(report)}\n\n` + page.slice(to);
}

function figures(report: Report): string {
  const { machine, settings } = report;
  const thrownAway = report.windows.filter(({ disturbances }) => disturbances.length > 0).length;
  const facts = [
    `Date: ${report.startedAt.slice(0, 10)}`,
    `Machine: ${machine.cores} cores of ${machine.cpu}${machine.virtual ? " (virtual)" : ""}, ` +
    `${machine.memoryGib} GiB, ${machine.system}, Deno ${machine.deno}`,
    `Cores: client on ${settings.clientCore}, truth server on ${settings.serverCore}` +
    (settings.pinned ? "" : " were wanted, but nothing was pinned"),
    `Truth server: ${settings.truthServer === "c" ? "c/truth_server.c" : "simulated provider"}`,
    `Windows: ${settings.rounds} rounds of ${settings.windowMs / 1000} s after ` +
    `${settings.warmupMs / 1000} s of warm-up; ${report.windows.length} measured, ` +
    `${thrownAway} disturbed` + (settings.keepDisturbed ? " and kept all the same" : ""),
    ...report.skipped.map(({ name, reason }) => `Left out: ${name}, ${reason}`),
    ...report.notes,
  ];
  return [...facts.map((fact) => `- ${fact}`), "", markdownTables(reportTables(report))].join("\n");
}
