import type { Cost } from "./summary_types.ts";

/** List price, USD per million tokens; null where not known. */
export interface TokenPrice {
  inputUsdPerMtok: number | null;
  outputUsdPerMtok: number | null;
}

/** What was used in the measurement window. */
export interface Consumption {
  /** Tokens of the successful requests. */
  inputTokens: number;
  outputTokens: number;
  /** Length of the window, seconds; null when nothing was sent. */
  windowS: number | null;
}

/** How the endpoint is paid for. */
export interface Tariff {
  /** Price per token; null when there is none. */
  price: TokenPrice | null;
  /** Hire of all its GPUs together, USD per hour; takes precedence over `price`. */
  gpuUsdPerHour: number | null;
}

/** Cost of what was used, see {@link Cost}. */
export function cost(used: Consumption, tariff: Tariff): Cost {
  return tariff.gpuUsdPerHour === null
    ? costByToken(used, tariff.price)
    : costByHour(used, tariff.gpuUsdPerHour);
}

function costByToken({ inputTokens, outputTokens }: Consumption, price: TokenPrice | null): Cost {
  const input = price?.inputUsdPerMtok ?? null;
  const output = price?.outputUsdPerMtok ?? null;
  const inputUsd = input === null ? null : inputTokens * input / 1e6;
  const outputUsd = output === null ? null : outputTokens * output / 1e6;
  return {
    input_usd: inputUsd,
    output_usd: outputUsd,
    total_usd: inputUsd === null || outputUsd === null ? null : inputUsd + outputUsd,
    blended_usd_per_mtok: input === null || output === null ? null : (3 * input + output) / 4,
    ...(input === null || output === null ? { reason: "the price is not known" } : {}),
  };
}

function costByHour({ inputTokens, outputTokens, windowS }: Consumption, usdPerHour: number): Cost {
  const tokens = inputTokens + outputTokens;
  const hireUsd = windowS === null ? null : usdPerHour * windowS / 3600;
  return {
    input_usd: null,
    output_usd: null,
    total_usd: hireUsd,
    blended_usd_per_mtok: hireUsd === null || tokens === 0 ? null : hireUsd / tokens * 1e6,
    reason: tokens === 0
      ? "no request succeeded"
      : "hire by the hour does not split into input and output",
  };
}
