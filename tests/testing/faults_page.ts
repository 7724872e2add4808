import { DIALECTS } from "../../providers/simulated/dialects/mod.ts";
import { FAULTS, playFault } from "../../providers/simulated/faults/mod.ts";
import { answerFacts } from "../unit/providers/simulated/answer_facts.ts";
import { FAULT_OUTCOMES } from "./fault_outcomes.ts";
import { type Expected, WIRE_FAULTS } from "./wire_faults.ts";

/**
 * Writes the tables of docs/faults.md anew from those that the tests hold the client to:
 * `deno run -A tests/testing/faults_page.ts && deno fmt docs/faults.md`.
 */
if (import.meta.main) {
  const file = new URL("../../docs/faults.md", import.meta.url);
  await Deno.writeTextFile(file, withFaultTables(await Deno.readTextFile(file)));
}

/**
 * The page with its tables replaced; the hand-written rest stays as it is.
 * @throws {Error} when the page has lost a table
 */
export function withFaultTables(page: string): string {
  const tables = [providerTable(), wireTable()];
  const replaced = page.replaceAll(/^\| (?:`--fault`|bytes) +\|[^]*?\n(?=\n)/gm, () => {
    const table = tables.shift();
    if (table === undefined) throw new Error("docs/faults.md has a table too many");
    return table;
  });
  if (tables.length > 0) throw new Error("docs/faults.md has lost one of its two tables");
  return replaced;
}

function providerTable(): string {
  return table(
    ["`--fault`", "the provider", "kind", "phase", "status", "means nothing in"],
    Object.entries(FAULTS).map(([name, { description }]) => [
      `\`${name}\``,
      description,
      ...outcome(FAULT_OUTCOMES[name]!),
      meaninglessIn(name).map((id) => `\`${id}\``).join(", "),
    ]),
  );
}

/** Protocols in which a fault cannot be played, as their answers have no such thing. */
function meaninglessIn(fault: string): string[] {
  const facts = answerFacts("deterministic");
  const options = { retryAfterS: 1, stallMs: null, redirectTo: "http://127.0.0.1:2" };
  const carriage = { headAtMs: 0, delimiter: "chunked", keepAlive: true } as const;
  return DIALECTS
    .filter((dialect) => playFault(fault, { dialect, facts, carriage, options }) === null)
    .map(({ id }) => id);
}

function wireTable(): string {
  return table(
    ["bytes", "kind", "phase", "status", "over `fetch-byob`"],
    Object.entries(WIRE_FAULTS).map(([name, { expected, onFetch }]) => [
      name,
      ...outcome(expected),
      onFetch === undefined ? "" : outcome(onFetch).slice(0, 2).join(", "),
    ]),
  );
}

function outcome(expected: Expected): [kind: string, phase: string, status: string] {
  if (expected === null) return ["succeeds", "", ""];
  const [kind, phase, status] = expected;
  return [`\`${kind}\``, phase, status === null ? "-" : String(status)];
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`)
    .join("");
}
