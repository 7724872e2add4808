import type { Leaderboard } from "../../api/contract.ts";
import { formatNumber, formatRate, formatUsd } from "./figures.ts";

type Unit = Leaderboard["unit"];

/** The figure a board ranks by, without its unit where the column's head names it. */
export function formatBoardValue(value: number | null, unit: Unit): string {
  switch (unit) {
    case "ratio":
      return formatRate(value);
    case "usd/mtok":
      return formatUsd(value);
    case "ms/token":
      return formatNumber(value, 2);
    case "ms":
      return formatNumber(value, value !== null && value < 100 ? 2 : 1);
    case "tokens/s":
      return formatNumber(value, 1);
  }
}

/** Units as a column's head shows them; a ratio and a price carry their sign in the figure. */
export const UNIT_LABELS: Record<Unit, string> = {
  ms: "ms",
  "ms/token": "ms/token",
  "tokens/s": "tokens/s",
  ratio: "",
  "usd/mtok": "per 1M tokens",
};
