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

/** A file of ours as YAML: plain values, each written where it stands. */
export interface StrictYaml {
  doc: Document;
  /** What is wrong with the text itself; only without any may the document's value be used. */
  problems: { offset: number; message: string }[];
  /** Line and column of an offset, from 1. */
  placeAt(offset: number): { line: number; column: number };
}

/**
 * Reads YAML text that somebody else may have written: duplicate keys, aliases, anchors, tags and
 * merge keys are refused. Nothing in the text makes it throw.
 *
 * @param kind of file, for messages: `a workload file`
 */
export function readStrictYaml(text: string, kind: string): StrictYaml {
  const lines = new LineCounter();
  const doc = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: true,
    schema: "core",
  });
  const problems = [...doc.errors, ...doc.warnings].map(({ pos, message }) => ({
    offset: pos[0],
    message: `is not valid YAML: ${message.split("\n")[0]}`,
  }));
  // Only a document without errors is walked: the reader reports too deep nesting as an error.
  if (problems.length === 0) problems.push(...forbiddenSyntax(doc, kind));
  return {
    doc,
    problems,
    placeAt: (offset) => {
      const { line, col } = lines.linePos(offset);
      return { line: Math.max(1, line), column: Math.max(1, col) };
    },
  };
}

/** Aliases multiply ("billion laughs"), tags and `__proto__` smuggle: such a file needs none. */
function forbiddenSyntax(doc: Document, kind: string): StrictYaml["problems"] {
  const problems: StrictYaml["problems"] = [];
  const refuse = (offset: number | undefined, what: string) =>
    problems.push({
      offset: offset ?? 0,
      message: `${what} not allowed in ${kind}: write the value out`,
    });
  visit(doc, {
    Alias: (_, node) => void refuse(node.range?.[0], `the alias *${node.source} is`),
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
  return problems;
}

/** Where the path starts in the text, or where its nearest existing parent does. */
export function offsetOf(doc: Document, path: readonly PropertyKey[]): number {
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
