import assert from "node:assert/strict";
import { withFigures } from "../../../../bench/instrument/docs_page.ts";
import { LIMITS } from "../../../../bench/instrument/disturbance.ts";
import { type Report, reportJson } from "../../../../bench/instrument/report.ts";
import { reportTables } from "../../../../bench/instrument/report_tables.ts";
import { steady } from "../../../../bench/instrument/scenario.ts";
import { summarize } from "../../../../bench/instrument/summarize.ts";
import { windowOf } from "./windows.ts";

const CLIENTS = ["raw", "python-aiohttp", "c-epoll"];

function reportOf(cpuUsPerEvent: Record<string, number[]>): Report {
  const windows = Object.entries(cpuUsPerEvent).flatMap(([client, values]) =>
    values.map((value) =>
      windowOf({ client, scenario: "steady-256", values: { cpuUsPerEvent: value } })
    )
  );
  return {
    startedAt: "2026-01-02T00:00:00.000Z",
    endedAt: "2026-01-02T00:10:00.000Z",
    machine: {
      cpu: "a CPU",
      cores: 2,
      memoryGib: 8,
      system: "linux 6.1",
      deno: "2.9.6",
      virtual: true,
    },
    notes: [],
    settings: {
      rounds: 3,
      warmupMs: 2000,
      windowMs: 2000,
      truthServer: "c",
      pinned: true,
      clientCore: 1,
      serverCore: 0,
      keepDisturbed: false,
    },
    limits: LIMITS,
    clients: CLIENTS.map((name) => ({
      name,
      about: `about ${name}`,
      command: [name],
      tls: true,
      openLoop: true,
    })),
    skipped: [{ name: "ffi", reason: "it needs Linux" }],
    scenarios: [steady(256)],
    summaries: CLIENTS.map((client) => summarize(client, "steady-256", windows, false)),
    capacity: {
      "raw": {
        held: { concurrency: 800, eventsPerS: 40_000 },
        missed: 900,
        limitedBy: "client",
        probes: 4,
      },
      "python-aiohttp": {
        held: { concurrency: 200, eventsPerS: 10_000 },
        missed: 220,
        limitedBy: "client",
        probes: 4,
      },
      "c-epoll": {
        held: { concurrency: 1600, eventsPerS: 80_000 },
        missed: null,
        limitedBy: "unclear",
        probes: 4,
      },
    },
    windows,
  };
}

const REPORT = reportOf({ "raw": [30, 31, 30], "python-aiohttp": [90, 120, 100], "c-epoll": [10] });

function tableTitled(start: string, report = REPORT): Map<string, Record<string, string>> {
  const { header, rows } = reportTables(report).find(({ title }) => title.startsWith(start))!;
  return new Map(rows.map((row) => [
    row[0]!,
    Object.fromEntries(row.map((cell, column) => [header[column]!, cell])),
  ]));
}

Deno.test("a load's table shows medians, and the range only where windows differ", () => {
  const table = tableTitled("steady-256");
  assert.equal(table.get("raw")!["CPU us/event"], "30");
  assert.equal(table.get("python-aiohttp")!["CPU us/event"], "100 [90-120]");
  assert.equal(table.get("raw")!["windows kept (thrown away)"], "3 (0)");
});

Deno.test("a client without a kept window shows dashes, not zeros", () => {
  const table = tableTitled("steady-256", reportOf({ raw: [30] }));
  assert.equal(table.get("c-epoll")!["CPU us/event"], "-");
});

Deno.test("capacities are compared with Python and C, and a bound is shown as one", () => {
  const table = tableTitled("Most events/s");
  assert.equal(table.get("raw")!["against Python"], "4x");
  assert.equal(table.get("raw")!["against C"], "0.5x");
  assert.equal(table.get("c-epoll")!["events/s"], ">= 80000");
});

Deno.test("ratios are taken between medians of the same load", () => {
  assert.equal(tableTitled("Ratios").get("raw")!["CPU per event, 256 streams"], "0.3x / 3x");
});

Deno.test("the JSON of a report has keys with units in snake_case and no paths of the machine", () => {
  const json = JSON.parse(reportJson(REPORT));
  assert.equal(json.summaries[0].figures.cpu_us_per_event.median, 30);
  assert.equal(json.capacity[0].held.events_per_s, 40_000);
  assert.deepEqual(json.clients[0], { name: "raw", about: "about raw" });
});

const PAGE = `# Page

before
<!-- figures: begin (written by deno task bench:instrument --docs) -->
old figures
<!-- figures: end -->
after
`;

Deno.test("withFigures() replaces the figures alone, and does so again and again", () => {
  const once = withFigures(PAGE, REPORT);
  assert.match(once, /^# Page\n\nbefore\n/);
  assert.match(once, /\nafter\n$/);
  assert.doesNotMatch(once, /old figures/);
  assert.match(once, /- Date: 2026-01-02\n/);
  assert.match(once, /Left out: ffi, it needs Linux/);
  assert.equal(withFigures(once, REPORT), once);
});

Deno.test("withFigures() refuses a page without its marks", () => {
  assert.throws(() => withFigures("# Page\n", REPORT), /needs the lines/);
});
