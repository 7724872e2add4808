import type { Random } from "./random.ts";

/**
 * How lengths are spread, as a workload file states it. All numbers in tokens, but for `sigma`.
 *
 * - `fixed`: the same each time.
 * - `normal`: drawn, cut to a whole number, and drawn again until it lies within the limits. This is
 *   LLMPerf's way, whose one limit is to be positive.
 * - `lognormal`: the logarithm is normal with standard deviation `sigma`. Given is either the mean or
 *   the median of the distribution before clipping. Rounded, then clipped: what lies beyond a limit
 *   becomes the limit.
 * - `uniform`: every whole number within the limits is as likely.
 * - `from-file`: one of the lengths of a file, each line as likely.
 */
export type LengthDistribution =
  | { distribution: "fixed"; tokens: number }
  | {
    distribution: "normal";
    mean_tokens: number;
    stddev_tokens: number;
    min_tokens: number;
    max_tokens: number;
  }
  | {
    distribution: "lognormal";
    mean_tokens?: number | undefined;
    median_tokens?: number | undefined;
    sigma: number;
    min_tokens: number;
    max_tokens: number;
  }
  | { distribution: "uniform"; min_tokens: number; max_tokens: number }
  | { distribution: "from-file"; file: string };

/** Draws a length. */
export type DrawLength = (random: Random) => number;

/**
 * The function that draws lengths of a distribution.
 * @param values the lengths that a `from-file` distribution draws from; others ignore them
 */
export function lengthsOf(lengths: LengthDistribution, values: ArrayLike<number>): DrawLength {
  switch (lengths.distribution) {
    case "fixed":
      return () => lengths.tokens;
    case "normal": {
      const { mean_tokens, stddev_tokens, min_tokens, max_tokens } = lengths;
      return (random) => {
        for (;;) {
          const tokens = Math.trunc(random.normal(mean_tokens, stddev_tokens));
          if (tokens >= min_tokens && tokens <= max_tokens) return tokens;
        }
      };
    }
    case "lognormal": {
      const { sigma, min_tokens, max_tokens } = lengths;
      const mu = logMean(lengths);
      return (random) =>
        Math.min(max_tokens, Math.max(min_tokens, Math.round(Math.exp(random.normal(mu, sigma)))));
    }
    case "uniform":
      return (random) =>
        lengths.min_tokens + random.below(lengths.max_tokens - lengths.min_tokens + 1);
    case "from-file":
      return (random) => values[random.below(values.length)]!;
  }
}

/**
 * The mean of the logarithm. A log-normal variable's median is `exp(mu)` and its mean
 * `exp(mu + sigma^2 / 2)` (Johnson, Kotz and Balakrishnan, "Continuous Univariate Distributions",
 * volume 1, chapter 14).
 */
export function logMean(
  lengths: Extract<LengthDistribution, { distribution: "lognormal" }>,
): number {
  return lengths.median_tokens !== undefined
    ? Math.log(lengths.median_tokens)
    : Math.log(lengths.mean_tokens!) - lengths.sigma ** 2 / 2;
}

/**
 * The mean length that comes out, tokens, clipping and redrawing included, to within half a token.
 * @param values as for {@link lengthsOf}
 */
export function meanLength(lengths: LengthDistribution, values: ArrayLike<number>): number {
  switch (lengths.distribution) {
    case "fixed":
      return lengths.tokens;
    case "normal":
      return truncatedMean(lengths);
    case "lognormal": {
      const { sigma, min_tokens: a, max_tokens: b } = lengths;
      const mu = logMean(lengths);
      if (sigma === 0) return Math.min(b, Math.max(a, Math.exp(mu)));
      const z = (x: number) => (Math.log(x) - mu) / sigma;
      // E[clip(X)] = a P(X < a) + E[X; a <= X <= b] + b P(X > b).
      return a * normalCdf(z(a)) + b * (1 - normalCdf(z(b))) +
        Math.exp(mu + sigma ** 2 / 2) * (normalCdf(z(b) - sigma) - normalCdf(z(a) - sigma));
    }
    case "uniform":
      return (lengths.min_tokens + lengths.max_tokens) / 2;
    case "from-file":
      return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  }
}

/** Share of normal draws that a `normal` distribution keeps. */
export function acceptedShare(
  { mean_tokens, stddev_tokens, min_tokens, max_tokens }: Extract<
    LengthDistribution,
    { distribution: "normal" }
  >,
): number {
  if (stddev_tokens === 0) return min_tokens <= mean_tokens && mean_tokens <= max_tokens ? 1 : 0;
  const z = (x: number) => (x - mean_tokens) / stddev_tokens;
  return normalCdf(z(max_tokens + 1)) - normalCdf(z(min_tokens));
}

/** Mean of a normal variable cut to whole numbers, given that it lies within its limits. */
function truncatedMean(lengths: Extract<LengthDistribution, { distribution: "normal" }>): number {
  const { mean_tokens, stddev_tokens, min_tokens, max_tokens } = lengths;
  if (stddev_tokens === 0) return Math.trunc(mean_tokens);
  const density = (x: number) =>
    Math.exp(-(((x - mean_tokens) / stddev_tokens) ** 2) / 2) / Math.sqrt(2 * Math.PI);
  const shift = stddev_tokens * (density(min_tokens) - density(max_tokens + 1)) /
    acceptedShare(lengths);
  // Cutting to a whole number takes away half a token on average.
  return mean_tokens + shift - 0.5;
}

/** Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 7.1.26; error under 1e-7. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(z) / Math.SQRT2);
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t +
    0.254829592) * t;
  const upper = polynomial * Math.exp(-z * z / 2) / 2;
  return z < 0 ? upper : 1 - upper;
}
