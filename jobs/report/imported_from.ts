/** The tool a run was imported from, as `jobs/interchange` marks it; null for a run of our own. */
export function importedFrom(metadata: Record<string, unknown>): string | null {
  const imported = metadata["imported"];
  if (typeof imported !== "object" || imported === null) return null;
  const tool = (imported as Record<string, unknown>)["tool"];
  return typeof tool === "string" ? tool : null;
}
