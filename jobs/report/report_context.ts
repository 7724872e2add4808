import { flatText } from "./flat_text.ts";
import { importedFrom } from "./imported_from.ts";
import { levelOf } from "./level_of.ts";
import { objectivesOf } from "./objectives_of.ts";
import { parallelism } from "./parallelism.ts";
import type { ReportInput, ReportRun } from "./report_input.ts";
import type { ContextEntry } from "./report_types.ts";

/** Under which conditions it was measured: what somebody needs who wants to measure it again. */
export function reportContext(input: Pick<ReportInput, "group" | "runs">): ContextEntry[] {
  const [first] = input.runs;
  return [
    ...served(first, input.group?.metadata ?? {}),
    ...load(input),
    ...client(first),
    ...record(input),
  ];
}

function served({ endpoint, metadata: own }: ReportRun, shared: Record<string, unknown>) {
  const { hosting } = endpoint;
  const metadata = { ...shared, ...own };
  const { tensor, pipeline } = parallelism(hosting?.engine_args ?? null, metadata);
  const stated = (name: string) => textOf(metadata[name]);
  return entries("Served", {
    Endpoint: endpoint.id,
    Provider: endpoint.provider_name,
    "Run by": endpoint.kind,
    Model: endpoint.model,
    Protocol: endpoint.protocol,
    Address: endpoint.base_url,
    "Provider's region": endpoint.region,
    Hardware: hosting?.hardware ?? stated("hardware"),
    "GPU count": textOf(hosting?.hardware_count) ?? stated("gpu_count"),
    Interconnect: stated("interconnect"),
    Precision: hosting?.precision ?? stated("precision"),
    Engine: hosting?.engine ?? stated("engine"),
    "Engine version": hosting?.engine_version ?? stated("engine_version"),
    "Engine arguments": hosting?.engine_args ?? stated("engine_args"),
    "Tensor parallelism": tensor,
    "Pipeline parallelism": pipeline,
  });
}

function load(input: Pick<ReportInput, "group" | "runs">): ContextEntry[] {
  const { group, runs } = input;
  const [first] = runs;
  const levels = runs.map(({ plan }) => levelOf(plan));
  const plan = first.plan;
  return entries("Load", {
    Plan: group?.plan_kind ?? "one load",
    Objectives: objectivesOf(input),
    Workload: first.workload_id,
    ...flatText(first.workload, "Workload, "),
    Loop: different(runs.map(({ plan }) => textOf(plan["kind"])?.replaceAll("_", " ") ?? null)),
    "Offered rates (1/s)": different(levels.map(({ offeredRatePerS }) => textOf(offeredRatePerS))),
    Concurrencies: different(levels.map(({ concurrency }) => textOf(concurrency))),
    Arrivals: different(runs.map(({ plan }) => textOf(plan["arrival"]))),
    "Durations (s)": different(
      runs.map(({ statistics }) => statistics?.throughput.window_s?.toFixed(1) ?? null),
    ),
    "Requests measured": different(
      runs.map(({ statistics }) => textOf(statistics?.counts.started)),
    ),
    "Warm-up requests": different(runs.map(({ statistics }) => textOf(statistics?.counts.warmup))),
    "Warm-up time (ms)": different(runs.map(({ plan }) => textOf(plan["warmup_ms"]))),
    Streamed: textOf(plan["stream"]),
    ...flatText(plan["sampling_params"], "Sampling, "),
    ...flatText(plan["timeouts_ms"], "Timeout (ms), "),
    Seeds: different(runs.map(({ seed }) => String(seed))),
  });
}

function client({ client, region }: ReportRun): ContextEntry[] {
  return entries("Client", { Region: region, ...flatText(client, "") });
}

function record({ group, runs }: Pick<ReportInput, "group" | "runs">): ContextEntry[] {
  const [first] = runs;
  const { imported: _, ...metadata } = { ...group?.metadata, ...first.metadata };
  return entries("Record", {
    [group === null ? "Run" : "Group"]: group?.id ?? first.id,
    Started: group?.started_at ?? first.started_at,
    Ended: group === null ? first.ended_at : group.ended_at,
    "Methodology version": String(first.methodology_version),
    "Imported from": importedFrom(first.metadata),
    ...flatText(metadata, "Metadata, "),
  });
}

/** Stated by nobody is worth a line for what a report must state; elsewhere it is left out. */
const ALWAYS = new Set([
  "Hardware",
  "GPU count",
  "Interconnect",
  "Precision",
  "Engine",
  "Engine version",
  "Engine arguments",
  "Tensor parallelism",
  "Pipeline parallelism",
]);

function entries(
  section: ContextEntry["section"],
  values: Record<string, string | null>,
): ContextEntry[] {
  return Object.entries(values)
    .filter(([name, value]) => value !== null || ALWAYS.has(name))
    .map(([name, value]) => ({ section, name, value }));
}

/** What the runs had, each value once, in the order it came. */
function different(values: readonly (string | null)[]): string | null {
  const found = [...new Set(values.filter((value) => value !== null))];
  return found.length === 0 ? null : found.join(", ");
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
