/** Sorts of question the correctness check asks. */
export const CHECK_KINDS = ["number_words", "arithmetic", "exact_copy", "json_shape"] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

/** One question, made from a seed. */
export interface CheckItem {
  index: number;
  kind: CheckKind;
  prompt: string;
  /** The right answer, as text a person can compare. */
  expected: string;
}

/** A question with what came back. */
export interface CheckResult extends CheckItem {
  /** The answer as it came, at most 2,000 characters; null when the request failed. */
  got: string | null;
  /** Null when the request failed: nothing was answered, so nothing is judged. */
  passed: boolean | null;
  /** Failure kind of the request; null when it was answered. */
  failure: string | null;
}
