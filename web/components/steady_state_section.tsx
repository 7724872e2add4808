import type { HalvesComparedJson, Statistics } from "../../api/contract.ts";
import { formatNumber } from "../format/figures.ts";

/** Whether the run's first half was like its second. */
export function SteadyStateSection({ steady }: { steady: Statistics["steady_state"] }) {
  return (
    <section aria-labelledby="steady">
      <h2 id="steady">First half against second</h2>
      <dl class="key-values">
        <Compared label="Time to first token" halves={steady.ttft_ms} decimals={1} />
        <Compared label="Time per output token" halves={steady.tpot_ms} decimals={2} />
      </dl>
    </section>
  );
}

interface ComparedProps {
  label: string;
  halves: HalvesComparedJson;
  decimals: number;
}

function Compared({ label, halves, decimals }: ComparedProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{inWords(halves, decimals)}</dd>
    </div>
  );
}

function inWords(halves: HalvesComparedJson, decimals: number): string {
  const { first_half_p50, second_half_p50, p_value, verdict } = halves;
  if (verdict === "too_few") return "too few requests to tell";
  const medians = `P50 ${formatNumber(first_half_p50, decimals)} ms, then ${
    formatNumber(second_half_p50, decimals)
  } ms`;
  return verdict === "steady"
    ? `steady: ${medians}`
    : `drifting: ${medians} (p = ${p_value?.toPrecision(2)})`;
}
