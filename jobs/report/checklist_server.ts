import { type CheckContext, item } from "./checklist_item.ts";
import { parallelism } from "./parallelism.ts";
import type { ReportHosting } from "./report_input.ts";
import type { ChecklistItem } from "./report_types.ts";

/** Whether it is stated what was measured. A hosted API does not tell, and is not blamed for it. */
export function serverChecks({ runs: [first], group, imported }: CheckContext): ChecklistItem[] {
  const { hosting, kind } = first.endpoint;
  const metadata = { ...group?.metadata, ...first.metadata };
  const state = (id: string, title: string, wanted: Record<string, string | number | null>) => {
    const named = Object.entries(wanted);
    const missing = named.filter(([_, value]) => value === null).map(([name]) => name);
    if (missing.length === 0) {
      return item(id, title, true, named.map(([_, value]) => value).join(", "));
    }
    if (hosting === null && missing.length === named.length) {
      if (imported !== null) return item(id, title, false, `${imported}'s file does not say`);
      if (kind === "hosted") {
        return item(id, title, "not_applicable", "a hosted API, which does not tell");
      }
      if (kind === "simulated") {
        return item(id, title, "not_applicable", "a simulated provider has none");
      }
    }
    return item(id, title, false, `not stated: ${missing.join(", ")}`);
  };
  const stated = (hosted: keyof ReportHosting, name: string) => {
    const value = hosting?.[hosted] ?? metadata[name];
    return typeof value === "string" || typeof value === "number" ? value : null;
  };
  const gpus = stated("hardware_count", "gpu_count");
  const { tensor } = parallelism(hosting?.engine_args ?? null, metadata);
  return [
    state("hardware", "Hardware stated", {
      hardware: stated("hardware", "hardware"),
      "GPU count": gpus,
      // One GPU is connected to no other.
      ...Number(gpus) > 1
        ? { interconnect: textOrNull(metadata["interconnect"]), "tensor parallelism": tensor }
        : {},
    }),
    state("precision", "Precision stated", { precision: stated("precision", "precision") }),
    state("engine", "Engine, version and arguments stated", {
      engine: stated("engine", "engine"),
      version: stated("engine_version", "engine_version"),
      arguments: stated("engine_args", "engine_args"),
    }),
  ];
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
