import { type CheckContext, item } from "./checklist_item.ts";
import type { ChecklistItem } from "./report_types.ts";

/** Whether the instrument was good enough. */
export function instrumentChecks({ runs, imported }: CheckContext): ChecklistItem[] {
  const quality = "Instrument good enough";
  const calibration = "Instrument's own error measured before and after";
  if (imported !== null) {
    const why = `measured by ${imported}, which does not know its own error`;
    return [
      item("instrument", quality, false, why),
      item("calibration", calibration, "not_applicable", why),
    ];
  }
  const doubted = runs.filter(({ verdict }) => verdict !== "ok");
  const reasons = new Set(doubted.flatMap(({ verdict, quality }) => {
    const given = quality?.["reasons"];
    return Array.isArray(given) && given.length > 0 ? given.map(String) : [verdict ?? "no verdict"];
  }));
  const calibrated = runs.filter(({ quality }) => {
    const found = quality?.["calibration"] as { before?: unknown; after?: unknown } | undefined;
    return found?.before && found.after;
  });
  return [
    item(
      "instrument",
      quality,
      doubted.length === 0,
      doubted.length === 0
        ? runs.length === 1 ? "verdict ok" : `verdict ok in all ${runs.length} steps`
        : `${doubted.length} of ${runs.length}: ${[...reasons].slice(0, 3).join("; ")}`,
    ),
    item(
      "calibration",
      calibration,
      calibrated.length === runs.length,
      `${calibrated.length} of ${runs.length} ${runs.length === 1 ? "run" : "runs"} calibrated`,
    ),
  ];
}
