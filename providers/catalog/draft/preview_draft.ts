import { stringify } from "yaml";
import type { CatalogFile } from "../catalog_schema.ts";
import { checkCatalogValue } from "../check_catalog_value.ts";
import { fieldName } from "../field_name.ts";
import { SECRET_FIELDS } from "../secret_fields.ts";
import { draftValue } from "./draft_value.ts";

type Path = readonly (string | number)[];

/** What is wrong with a field of the form. */
export interface DraftProblem {
  /** The field's name in the form. */
  field: string;
  /** Nothing has been filled in yet. */
  missing: boolean;
  /** What is wrong, and what is allowed: a sentence whose subject is the field. */
  message: string;
}

/** What a form makes: a catalog file's text, and what is wrong with it. */
export interface DraftPreview {
  yaml: string;
  problems: DraftProblem[];
  /** The file's content as it was written, when nothing is wrong with it; else null. */
  good: Pick<CatalogFile, "id" | "name"> & Record<string, unknown> | null;
}

/**
 * Checks what a form says by the same rules as a file, and writes the file. What was refused in a
 * field that may hold a secret is left out of the text.
 *
 * @param entries names and texts of the form's fields
 * @param protocolNames every protocol's id and aliases
 */
export function previewDraft(
  entries: Iterable<readonly [name: string, text: string]>,
  protocolNames: readonly string[],
): DraftPreview {
  const { value, formIndexes } = draftValue(entries);
  const { file, problems } = checkCatalogValue(value, protocolNames);
  const shown = problems.map(({ path, message }) => ({
    field: fieldName(inForm(path, formIndexes)),
    missing: valueAt(value, path) === undefined,
    message,
  }));
  for (const { path } of problems) {
    if (isSecret(path)) removeAt(value, path);
  }
  return {
    yaml: stringify(value, { lineWidth: 0 }),
    problems: shown,
    good: file === null ? null : { ...value, id: file.id, name: file.name },
  };
}

/** Whether a field of that name in the form may hold a secret, so that a wrong value is not shown. */
export function mayHoldSecret(field: string): boolean {
  return isSecret(field.split("."));
}

function isSecret(path: Path): boolean {
  return SECRET_FIELDS.includes(String(path.at(-1)));
}

/** Blank endpoints are left out of the value, but keep their numbers in the form. */
function inForm([first, index, ...rest]: Path, formIndexes: readonly number[]): Path {
  if (first !== "endpoints" || typeof index !== "number") {
    return [first, index, ...rest].filter((step) => step !== undefined);
  }
  return [first, formIndexes[index] ?? index, ...rest];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
}

function removeAt(value: unknown, path: Path): void {
  const block = valueAt(value, path.slice(0, -1));
  if (typeof block === "object" && block !== null) Reflect.deleteProperty(block, path.at(-1)!);
}
