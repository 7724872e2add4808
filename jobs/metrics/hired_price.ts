/** What a hired server gives for its hire. */
export interface HiredPrice {
  /** USD per million input tokens; null when none was read. */
  input_usd_per_mtok: number | null;
  /** USD per million output tokens; null when none was made. */
  output_usd_per_mtok: number | null;
  /** All tokens, input and output, for one dollar; null when the hire is 0. */
  tokens_per_usd: number | null;
  output_tokens_per_usd: number | null;
  /** The rule of the split, in words. */
  rule: string;
}

/** Hire and what it brought. */
export interface HiredUse {
  /** Of all GPUs together, USD per hour. */
  usdPerHour: number;
  inputTokensPerS: number;
  outputTokensPerS: number;
  /**
   * Input tokens that cost as much as one output token. Default: 4, the ratio at which many hosted
   * providers price the two. It moves cost between input and output and never changes their sum.
   */
  outputWeight?: number;
}

/**
 * Prices per million tokens of a server hired by the hour, such that input tokens at the input price
 * and output tokens at the output price add up to the hire, charged once. Dividing the whole hire by
 * either count, as some tools do for both, charges it twice.
 *
 * @throws {RangeError} when a figure is negative, or the weight is not above 0
 */
export function hiredPrice(
  { usdPerHour, inputTokensPerS, outputTokensPerS, outputWeight = 4 }: HiredUse,
): HiredPrice {
  if (!(usdPerHour >= 0 && inputTokensPerS >= 0 && outputTokensPerS >= 0 && outputWeight > 0)) {
    throw new RangeError(
      `Cannot split a hire of ${usdPerHour} USD/h over ${inputTokensPerS} input and ` +
        `${outputTokensPerS} output tokens/s with weight ${outputWeight}`,
    );
  }
  const weighted = inputTokensPerS + outputWeight * outputTokensPerS;
  const perInput = weighted === 0 ? null : usdPerHour / 3600 / weighted * 1e6;
  const perUsd = (tokensPerS: number) => usdPerHour === 0 ? null : tokensPerS * 3600 / usdPerHour;
  return {
    input_usd_per_mtok: inputTokensPerS === 0 ? null : perInput,
    output_usd_per_mtok: outputTokensPerS === 0 || perInput === null
      ? null
      : outputWeight * perInput,
    tokens_per_usd: perUsd(inputTokensPerS + outputTokensPerS),
    output_tokens_per_usd: perUsd(outputTokensPerS),
    rule: `one output token costs as much as ${outputWeight} input tokens; together they pay the ` +
      "hire once",
  };
}
