export { parseSlo } from "./parse_slo.ts";
export { SloSyntaxError } from "./slo_syntax_error.ts";
export { formatClause, formatSlo } from "./format_slo.ts";
export {
  type ClauseResult,
  evaluateClause,
  evaluateSlo,
  type SloResult,
  type SloVerdict,
} from "./evaluate_slo.ts";
export { requestClauses, requestMeets } from "./request_slo.ts";
export type { Comparison, MetricClause, RunClause, Slo, SloClause } from "./slo_types.ts";
