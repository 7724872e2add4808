import type { Json } from "../../providers/protocols/protocol.ts";
import { isSecretName, withoutSecrets } from "./without_secrets.ts";

/** More figures than any of the tools writes. */
const MAX_FIGURES = 1000;
const MAX_TEXT = 500;

/**
 * The plain figures and texts of a tool's object under its own names, nested ones joined by a dot.
 * Lists are left out: they are the samples, or too long to keep twice; and so is what is secret.
 */
export function reportedFigures(object: object): Record<string, Json> {
  const found: Record<string, Json> = {};
  collect(object, "", found, 0);
  return found;
}

function collect(object: object, prefix: string, found: Record<string, Json>, depth: number) {
  for (const [key, value] of Object.entries(object)) {
    if (Object.keys(found).length >= MAX_FIGURES) return;
    if (isSecretName(key)) continue;
    const name = (prefix + key).slice(0, MAX_TEXT);
    if (typeof value === "object" && value !== null) {
      if (!Array.isArray(value) && depth < 4) collect(value, `${name}.`, found, depth + 1);
    } else if (typeof value === "string") found[name] = withoutSecrets(value, MAX_TEXT);
    else if (typeof value === "number" || typeof value === "boolean") found[name] = value;
  }
}
