import type { DraftPreview, DraftProblem } from "../../providers/catalog/draft/mod.ts";

/** One line for how far a draft has come. */
export function draftStatus({ problems, good }: DraftPreview): string {
  if (good !== null) return "Nothing is wrong with it.";
  const missing = problems.filter((problem) => problem.missing).length;
  const wrong = problems.length - missing;
  const counts = [
    missing === 0 ? null : `${fields(missing)} still needed`,
    wrong === 0 ? null : `${fields(wrong)} wrong`,
  ].filter((count) => count !== null);
  return `Not ready: ${counts.join(", ")}.`;
}

/** What is written under a field. */
export function problemText({ missing, message }: DraftProblem): string {
  return missing ? `Still needed: it ${message}.` : `It ${message}.`;
}

function fields(count: number): string {
  return count === 1 ? "1 field" : `${count} fields`;
}
