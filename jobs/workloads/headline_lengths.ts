/** The headline workload: the lengths of LLMPerf's published leaderboard. Unit: tokens. */
export const HEADLINE_LENGTHS = {
  meanInputTokens: 550,
  stddevInputTokens: 150,
  meanOutputTokens: 150,
  stddevOutputTokens: 10,
} as const;
