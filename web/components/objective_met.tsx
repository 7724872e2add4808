import type { ObjectiveJson } from "../../api/contract.ts";
import { formatSignificant } from "../format/figures.ts";

export const SLO_WORDS = { met: "met", not_met: "not met", not_judged: "not judged" } as const;

/** One objective, whether it was met, and what was measured. */
export function ObjectiveMet({ clause }: { clause: ObjectiveJson }) {
  const { objective, verdict, value, reason } = clause;
  const measured = value === null ? "" : `, measured ${formatSignificant(value)}`;
  return (
    <>
      <span class="expression">{objective}</span>{" "}
      <span class="interval">
        {`${SLO_WORDS[verdict]}${measured}${reason === undefined ? "" : ` (${reason})`}`}
      </span>
    </>
  );
}
