import type { Capacity } from "./capacity_search.ts";
import { C_CLIENT, PYTHON_CLIENT } from "./clients.ts";
import type { Report } from "./report.ts";
import type { Scenario } from "./scenario.ts";
import type { Summary } from "./summarize.ts";
import type { Figures } from "./window.ts";

/** A table for people, wherever it is shown. */
export interface ReportTable {
  title: string;
  header: string[];
  rows: string[][];
  /** Said below it; empty when there is nothing to say. */
  notes: string[];
}

const COLUMNS: readonly [label: string, figures: readonly (keyof Figures)[]][] = [
  ["event error P50 / P99, ms", ["eventErrorP50Ms", "eventErrorP99Ms"]],
  ["TTFT error P50 / P99, ms", ["ttftErrorP50Ms", "ttftErrorP99Ms"]],
  ["CPU us/event", ["cpuUsPerEvent"]],
  ["CPU us/request", ["cpuUsPerRequest"]],
  ["us/event after", ["afterUsPerEvent"]],
  ["CPU %", ["cpuShare"]],
  ["events/s", ["eventsPerS"]],
  ["peak MiB", ["peakRssMib"]],
];

const LATENESS: (typeof COLUMNS)[number] = [
  "lateness P50 / P99, ms",
  ["latenessP50Ms", "latenessP99Ms"],
];

/** The run's tables: one a load, then what each client carries, then ratios. */
export function reportTables(report: Report): ReportTable[] {
  return [
    ...report.scenarios.map((scenario) => scenarioTable(report, scenario)),
    ...(report.capacity === null ? [] : [capacityTable(report.capacity)]),
    ...ratioTable(report),
  ];
}

function scenarioTable(report: Report, scenario: Scenario): ReportTable {
  const notes: string[] = [];
  const columns = scenario.ratePerS === null ? COLUMNS : [LATENESS, ...COLUMNS];
  const rows = report.clients.flatMap(({ name }) => {
    const summary = findSummary(report, name, scenario.name);
    if (summary === undefined) {
      notes.push(`${name} ${scenario.tls ? "does not speak TLS" : "sends no requests at a rate"}`);
      return [];
    }
    const cells = columns.map(([, figures]) => figures.map((f) => cell(summary, f)).join(" / "));
    if (summary.failures.length > 0) notes.push(`${name}: ${summary.failures.join("; ")}`);
    return [[name, ...cells, `${summary.kept} (${summary.thrownAway})`]];
  });
  return {
    title: `${scenario.name}: ${describe(scenario)}`,
    header: ["client", ...columns.map(([label]) => label), "windows kept (thrown away)"],
    rows,
    notes,
  };
}

function describe(scenario: Scenario): string {
  const { concurrency, ratePerS, events, gapMs, burst, tls } = scenario;
  const streams = ratePerS !== null
    ? `${ratePerS} requests per second, evenly`
    : concurrency === 1
    ? "1 stream"
    : `${concurrency} streams`;
  const pace = gapMs === 0 ? "one right behind the other" : `${gapMs} ms apart`;
  return `${streams}, ${events} events an answer, ${pace}` +
    (burst ? ", all streams in the same instant" : "") + (tls ? ", TLS" : "");
}

/** The median; least and greatest behind it where windows differ by more than a tenth. */
function cell(summary: Summary, figure: keyof Figures): string {
  const spread = summary.figures[figure];
  if (spread === null) return "-";
  const scale = figure === "cpuShare" ? 100 : 1;
  const show = (value: number) => significant(value * scale);
  const wide = spread.max - spread.min > 0.1 * Math.abs(spread.median);
  return show(spread.median) + (wide ? ` [${show(spread.min)}-${show(spread.max)}]` : "");
}

function capacityTable(capacity: Record<string, Capacity>): ReportTable {
  const python = capacity[PYTHON_CLIENT];
  const c = capacity[C_CLIENT];
  return {
    title: "Most events/s held with P99 event error <= 5 ms, one core",
    header: ["client", "events/s", "streams", "against Python", "against C", "limited by"],
    rows: Object.entries(capacity).map(([client, found]) => [
      client,
      found.held === null ? "-" : bound(found) + significant(found.held.eventsPerS),
      found.held === null ? "-" : String(found.held.concurrency),
      times(found.held?.eventsPerS, python?.held?.eventsPerS),
      times(found.held?.eventsPerS, c?.held?.eventsPerS),
      { client: "the client", search: "what was tried", unclear: "the machine or the server" }[
        found.limitedBy
      ],
    ]),
    notes: [],
  };
}

function bound(found: Capacity): string {
  return found.limitedBy === "client" ? "" : ">= ";
}

const RATIOS: readonly [label: string, scenario: string, figure: keyof Figures][] = [
  ["event error P50, 256 streams", "steady-256", "eventErrorP50Ms"],
  ["event error P99, 256 streams", "steady-256", "eventErrorP99Ms"],
  ["CPU per event, 256 streams", "steady-256", "cpuUsPerEvent"],
  ["CPU per 16-event request, 20 ms apart", "short-64", "cpuUsPerRequest"],
  ["CPU per 16-event request, back to back", "back-to-back-64", "cpuUsPerRequest"],
  ["lateness P99 at 2,000 requests/s", "open-2000", "latenessP99Ms"],
];

/** Each client's figures over Python's and C's in the same run. */
function ratioTable(report: Report): ReportTable[] {
  const shown = RATIOS.filter(([, scenario]) =>
    report.scenarios.some(({ name }) => name === scenario)
  );
  if (shown.length === 0) return [];
  const median = (client: string, scenario: string, figure: keyof Figures) =>
    findSummary(report, client, scenario)?.figures[figure]?.median;
  return [{
    title: "Ratios within this run: to the Python client / to the C client",
    header: ["client", ...shown.map(([label]) => label)],
    rows: report.clients.map(({ name }) => [
      name,
      ...shown.map(([, scenario, figure]) => {
        const own = median(name, scenario, figure);
        const against = (client: string) => times(own, median(client, scenario, figure));
        return `${against(PYTHON_CLIENT)} / ${against(C_CLIENT)}`;
      }),
    ]),
    notes: [],
  }];
}

function findSummary(report: Report, client: string, scenario: string): Summary | undefined {
  return report.summaries.find((each) => each.client === client && each.scenario === scenario);
}

function times(value: number | undefined, base: number | undefined): string {
  return value === undefined || base === undefined || base === 0
    ? "-"
    : `${significant(value / base)}x`;
}

/** Two or three significant digits: more would be noise. */
function significant(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return String(Number(value.toPrecision(3)));
  return size >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(size >= 10 ? 3 : 2)));
}
