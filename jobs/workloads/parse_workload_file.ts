import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from "yaml";
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
  const lines = new LineCounter();
  const doc = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: true,
    schema: "core",
  });
  const at = (offset: number) => `${file}:${Math.max(1, lines.linePos(offset).line)}`;
  const [broken] = [...doc.errors, ...doc.warnings];
  if (broken !== undefined) {
    throw new WorkloadError(
      at(broken.pos[0]),
      `is not valid YAML: ${broken.message.split("\n")[0]}`,
    );
  }
  refuseForbiddenSyntax(doc, at);

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

/** Aliases multiply ("billion laughs"), tags and `__proto__` smuggle: a workload needs none. */
function refuseForbiddenSyntax(doc: Document, at: (offset: number) => string): void {
  const refuse = (offset: number | undefined, what: string) => {
    throw new WorkloadError(
      at(offset ?? 0),
      `${what} not allowed in a workload file: write the value out`,
    );
  };
  visit(doc, {
    Alias: (_, node) => refuse(node.range?.[0], `the alias *${node.source} is`),
    Node: (_, node) => {
      if (node.anchor) refuse(node.range?.[0], `the anchor &${node.anchor} is`);
      if (node.tag) refuse(node.range?.[0], `the tag ${node.tag} is`);
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && ["__proto__", "<<"].includes(String(key.value))) {
        refuse(key.range?.[0], `the field ${key.value} is`);
      }
    },
  });
}

/** Where the path starts in the text, or where its nearest existing parent does. */
function offsetOf(doc: Document, path: readonly PropertyKey[]): number {
  let node: unknown = doc.contents;
  let offset = isNode(node) ? node.range?.[0] ?? 0 : 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === "number") {
      node = node.items[step];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

function describe(doc: Document, path: readonly PropertyKey[], code: string): string {
  if (path.length === 0) return "the file";
  const name = path.map(String).join(".");
  if (code === "unrecognized_keys") return name;
  if (!doc.hasIn(path)) return `${name} is missing:`;
  const value: unknown = doc.getIn(path);
  return isNode(value) ? name : `${name} (${quoted(value)})`;
}
