/** A JSON value as names and texts; nested names are joined by a dot, absent values left out. */
export function flatText(value: unknown, prefix: string): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  const found: Record<string, string> = {};
  for (const [key, inner] of Object.entries(value)) {
    const name = prefix + key.replaceAll("_", " ");
    if (inner === null) continue;
    if (typeof inner === "object" && !Array.isArray(inner)) {
      Object.assign(found, flatText(inner, `${name}.`));
    } else {
      found[name] = typeof inner === "string" ? inner : JSON.stringify(inner);
    }
  }
  return found;
}
