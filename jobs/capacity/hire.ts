import { type HiredPrice, hiredPrice } from "../metrics/mod.ts";

/** What one instance brings at the rate planned for it. */
export interface HireQuestion {
  /** Of one GPU, USD per hour. */
  gpuUsdPerHour: number;
  gpusPerInstance: number;
  instances: number;
  /** To be served in all, requests a second. */
  targetRatePerS: number;
  /** Mean tokens of a request of the measured workload. */
  inputTokensPerRequest: number;
  outputTokensPerRequest: number;
  /** See `hiredPrice`. */
  outputWeight?: number;
}

/** What serving the target costs. Keys are those of the JSON. */
export interface HireAnswer extends HiredPrice {
  usd_per_hour: number;
  usd_per_million_requests: number;
}

/**
 * Cost of the instances when they serve the target, and no more: idle headroom is paid for and is
 * in every token's price. The hire is charged once.
 *
 * @throws {RangeError} when a figure is negative
 */
export function hire(question: HireQuestion): HireAnswer {
  const { gpuUsdPerHour, gpusPerInstance, instances, targetRatePerS } = question;
  const { inputTokensPerRequest, outputTokensPerRequest, outputWeight } = question;
  const usdPerHour = gpuUsdPerHour * gpusPerInstance * instances;
  return {
    usd_per_hour: usdPerHour,
    usd_per_million_requests: usdPerHour / 3600 / targetRatePerS * 1e6,
    ...hiredPrice({
      usdPerHour,
      inputTokensPerS: inputTokensPerRequest * targetRatePerS,
      outputTokensPerS: outputTokensPerRequest * targetRatePerS,
      ...(outputWeight === undefined ? {} : { outputWeight }),
    }),
  };
}
