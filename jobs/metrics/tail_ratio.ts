import type { Distribution } from "./summary_types.ts";

/** P99 over P50, and whether there are enough values for either. */
export interface TailRatio {
  ratio: number | null;
  certified: boolean;
}

/** How much worse one request in a hundred fares than the usual one; null when P50 is 0 or absent. */
export function tailRatio({ p50, p99, certified }: Distribution): TailRatio {
  return {
    ratio: p50 === null || p99 === null || p50 <= 0 ? null : p99 / p50,
    certified: certified.includes("p50") && certified.includes("p99"),
  };
}
