import type { Import } from "./module_graph.ts";

/** What the files under a path may import of ours. A path that ends in `/` is a folder. */
interface Layer {
  path: string;
  imports: readonly string[];
  /** Further paths of which types alone may be named. */
  types?: readonly string[];
}

const PRODUCT = ["providers/", "db/", "jobs/", "api/", "web/"];

/**
 * Who may import whom (docs/architecture.md). The longest path that fits a file is its layer;
 * a file without one is a mistake, so that a new folder comes with a rule.
 */
export const LAYERS: readonly Layer[] = [
  { path: "providers/", imports: ["providers/"] },
  { path: "db/", imports: ["db/"] },
  { path: "jobs/", imports: ["jobs/", "db/", "providers/"] },
  // The parts of jobs that are pure, or that must stay light for the threads that measure.
  { path: "jobs/metrics/", imports: ["jobs/metrics/", "jobs/samples/mod.ts"] },
  {
    path: "jobs/report/",
    imports: [
      "jobs/report/",
      "jobs/capacity/mod.ts",
      "jobs/metrics/mod.ts",
      "jobs/samples/mod.ts",
      "jobs/slo/mod.ts",
    ],
  },
  { path: "jobs/capacity/", imports: ["jobs/capacity/", "jobs/metrics/mod.ts"] },
  {
    path: "jobs/samples/",
    imports: ["jobs/samples/", "jobs/wire/mod.ts"],
    types: ["providers/protocols/"],
  },
  { path: "jobs/wire/", imports: ["jobs/wire/"], types: ["jobs/samples/mod.ts"] },
  {
    path: "jobs/loadgen/",
    imports: ["jobs/loadgen/", "jobs/wire/mod.ts", "jobs/workloads/mod.ts"],
  },
  {
    path: "jobs/workloads/",
    imports: ["jobs/workloads/", "providers/strict_yaml.ts"],
    types: ["providers/protocols/"],
  },
  // Of jobs, the API takes only what turns stored rows into samples and samples into figures.
  {
    path: "api/",
    imports: [
      "api/",
      "db/",
      "jobs/metrics/",
      "jobs/report/mod.ts",
      "jobs/samples/mod.ts",
      "jobs/row_to_sample.ts",
    ],
  },
  {
    path: "web/",
    // The rules of a catalog file are pure, and the page that makes one must not have others.
    imports: ["web/", "providers/catalog/draft/mod.ts"],
    types: ["api/contract.ts", "api/app.ts"],
  },
  {
    path: "web/static/",
    imports: [
      "web/static/",
      "web/charts/",
      "web/format/draft_words.ts",
      "providers/catalog/draft/mod.ts",
    ],
    types: ["api/contract.ts"],
  },
  // Where everything is put together. Nobody imports these.
  { path: "cli/", imports: ["cli/", ...PRODUCT] },
  { path: "bench/", imports: ["bench/", ...PRODUCT] },
  { path: "tests/", imports: ["tests/", "bench/", "cli/", ...PRODUCT] },
  { path: "drizzle.config.ts", imports: [] },
];

/** A file, and all it may load with everything that this loads in turn. */
export const REACH: readonly { from: string; reaches: readonly string[]; why: string }[] = [
  {
    from: "api/mod.ts",
    reaches: [
      "api/",
      "db/",
      "jobs/capacity/",
      "jobs/metrics/",
      "jobs/report/",
      "jobs/row_to_sample.ts",
      "jobs/samples/",
      "jobs/slo/",
    ],
    why: "what publishes never loads what measures",
  },
  {
    from: "providers/catalog/draft/mod.ts",
    reaches: ["providers/catalog/"],
    why: "what a browser loads is the catalog's rules and nothing else",
  },
  {
    from: "jobs/loadgen/measuring_worker.ts",
    reaches: ["jobs/loadgen/", "jobs/wire/"],
    why: "a thread that measures does nothing else",
  },
];

/** @returns one line a file that no layer covers */
export function uncovered(files: readonly string[]): string[] {
  return files.filter((file) => layerOf(file) === null)
    .map((file) =>
      `${file} belongs to no layer: give its folder a rule in tests/testing/layers.ts`
    );
}

/** @returns one line an import that its layer does not allow */
export function forbiddenImports(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to, typeOnly }) => {
    const layer = layerOf(from);
    if (layer === null) return [];
    const { path, imports, types = [] } = layer;
    if (within(to, imports) || (typeOnly && within(to, types))) return [];
    const allowed = [...imports, ...types.map((path) => `types of ${path}`)];
    return [
      `${from} imports ${to}${typeOnly ? " (types)" : ""}; ` +
      `${path} may import of ours: ${allowed.join(", ") || "nothing"}`,
    ];
  });
}

/** @returns one line a file that is loaded, however indirectly, where {@link REACH} forbids it */
export function forbiddenReach(imports: readonly Import[], rules = REACH): string[] {
  const loads = Map.groupBy(imports.filter(({ typeOnly }) => !typeOnly), ({ from }) => from);
  return rules.flatMap(({ from: start, reaches, why }) => {
    const trails = new Map([[start, start]]);
    for (const [file, trail] of trails) {
      for (const { to } of loads.get(file) ?? []) {
        if (!trails.has(to)) trails.set(to, `${trail} > ${to}`);
      }
    }
    return [...trails].filter(([file]) => !within(file, reaches))
      .map(([_, trail]) => `${trail}: ${why}`);
  });
}

/** The only files that read the monotonic clock; all others are handed times. */
const CLOCKS = ["jobs/wire/", "providers/simulated/clock.ts", "bench/", "tests/"];
const READS_CLOCK = /\bperformance\s*(\??\.\s*now\b|\[)|\bperf_hooks\b|\bhrtime\b/;

/** @returns one line a place that reads the clock without being one of the clock's files */
export function forbiddenClocks(file: string, text: string): string[] {
  if (within(file, CLOCKS)) return [];
  return text.split("\n").flatMap((line, index) =>
    READS_CLOCK.test(line) ? [`${file}:${index + 1} reads the clock: ${line.trim()}`] : []
  );
}

function layerOf(file: string): Layer | null {
  return LAYERS.filter(({ path }) => within(file, [path]))
    .sort((a, b) => b.path.length - a.path.length)[0] ?? null;
}

function within(file: string, paths: readonly string[]): boolean {
  return paths.some((path) => path.endsWith("/") ? file.startsWith(path) : file === path);
}
