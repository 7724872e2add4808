import { type Document, isNode } from "yaml";
import { offsetOf, readStrictYaml } from "../../providers/strict_yaml.ts";
import { quoted, WorkloadError } from "./workload_error.ts";
import { type WorkloadDefinition, workloadFile } from "./workload_schema.ts";

/** Larger files are refused unread: a workload's file is a kilobyte. Characters. */
const MAX_FILE_CHARS = 65_536;

/**
 * Reads one workload file's text. Pure.
 *
 * @param file its name, for messages
 * @throws {WorkloadError} at the first thing that is wrong: names file, line, field, value and what
 *   is allowed
 */
export function parseWorkloadFile(text: string, file: string): WorkloadDefinition {
  if (text.length > MAX_FILE_CHARS) {
    throw new WorkloadError(
      file,
      `has ${text.length} characters; a workload file may have ${MAX_FILE_CHARS}`,
    );
  }
  const { doc, problems: [broken], placeAt } = readStrictYaml(text, "a workload file");
  const at = (offset: number) => `${file}:${placeAt(offset).line}`;
  if (broken !== undefined) throw new WorkloadError(at(broken.offset), broken.message);

  const parsed = workloadFile.safeParse(doc.toJS());
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // A mistyped name is also a missing one; the name is what to mend.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
  throw new WorkloadError(
    at(offsetOf(doc, path)),
    `${describe(doc, path, issue.code)} ${issue.message}`,
  );
}

function describe(doc: Document, path: readonly PropertyKey[], code: string): string {
  if (path.length === 0) return "the file";
  const name = path.map(String).join(".");
  if (code === "unrecognized_keys") return name;
  if (!doc.hasIn(path)) return `${name} is missing:`;
  const value: unknown = doc.getIn(path);
  return isNode(value) ? name : `${name} (${quoted(value)})`;
}
