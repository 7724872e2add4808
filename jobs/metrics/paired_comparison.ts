import type { Sample } from "../samples/mod.ts";
import { detectableDifference } from "./detectable_difference.ts";
import { hodgesLehmann } from "./hodges_lehmann.ts";
import { holm } from "./holm.ts";
import { createRandom } from "./random.ts";
import { quantile } from "./quantile.ts";
import { gapsUs, sampleMetrics } from "./sample_metrics.ts";
import { signFlipTest } from "./sign_flip.ts";
import type { Interval } from "./summary_types.ts";
import { signedRank } from "./wilcoxon.ts";

/** Metrics that are compared, and which way is better. Each further one costs all others power. */
const DIRECTIONS = {
  ttft_ms: "lower",
  itl_ms: "lower",
  tpot_ms: "lower",
  e2e_ms: "lower",
  output_tps: "higher",
  success_rate: "higher",
} as const;
export type ComparedMetric = keyof typeof DIRECTIONS;
export const COMPARED_METRICS = Object.keys(DIRECTIONS) as ComparedMetric[];

/** The same requests, sent to both sides shortly after each other. */
export interface Round {
  a: readonly Sample[];
  b: readonly Sample[];
}

/**
 * Two rounds after each other in opposite order: A B, then B A. Whatever rises or falls steadily over
 * the four moves A and B alike, so that it cancels.
 */
export type Block = readonly [Round, Round];

export type ComparisonVerdict =
  | "a is better"
  | "b is better"
  | "no difference shown"
  | "not judged";

/** One metric of B beside that of A. Keys are those of the JSON. */
export interface MetricComparison {
  /** B less A, in the metric's unit: mean over the rounds of their Hodges-Lehmann centres. */
  difference: number | null;
  /** 95 % interval of the difference, of this metric for itself. */
  interval: Interval | null;
  /** Difference over A's median request. */
  relative_difference: number | null;
  /** Permutation test over blocks of two rounds. */
  p_value: number | null;
  /** The same after Holm's correction over all metrics: at most 0.05 makes a verdict. */
  p_holm: number | null;
  verdict: ComparisonVerdict;
  /** Rank-biserial correlation of the pairs of requests, -1 to 1; positive where B's are higher. */
  effect_size: number | null;
  /** Wilcoxon's test over pairs of requests, as if these were independent; it decides nothing. */
  p_value_requests: number | null;
  /** Smallest true difference that this many blocks find in 80 % of cases, in the metric's unit. */
  mde: number | null;
  /** Why it is not known. */
  mde_missing?: string;
  /** Blocks of two rounds with values on both sides. */
  blocks: number;
  /** Requests that have a value on both sides, and those that have one on one side alone. */
  pairs: number;
  unpaired: number;
  /** Why it is not judged. */
  reason?: string;
}

const RISK = 0.05;
/** With seven blocks even the clearest of six metrics has p = 6 x 2 / 2^7 > 0.05. */
export const MIN_COMPARED_BLOCKS = 8;

/**
 * Compares two sides that were sent the same requests in blocks of two rounds.
 *
 * Requests of one round share the minute they were made in, so that a block, not a request, is what
 * was drawn at random: each block gives one difference, and the permutation test over blocks
 * decides. It stays true whatever the two sides do together from block to block. Pairs are made of
 * requests with the same index; one that has a value on one side alone is counted and left out of
 * the latencies, and its failure counts in `success_rate`.
 *
 * @param seed of the patterns drawn for more than 16 blocks
 */
export function comparePaired(
  blocks: readonly Block[],
  seed = 1,
): Record<ComparedMetric, MetricComparison> {
  const random = createRandom(seed);
  const drafts = COMPARED_METRICS.map((metric) => draft(metric, blocks, random));
  const judged = drafts.filter(({ p_value }) => p_value !== null);
  const adjusted = holm(judged.map(({ p_value }) => p_value!));
  judged.forEach((comparison, i) => comparison.p_holm = adjusted[i]!);
  const entries = drafts.map(({ differences, ...comparison }, i) => {
    const metric = COMPARED_METRICS[i]!;
    const mde = detectableDifference(differences, RISK / Math.max(1, judged.length));
    return [metric, {
      ...comparison,
      mde,
      ...(mde === null ? { mde_missing: noSpread(metric, differences) } : {}),
      verdict: verdictOf(metric, comparison),
    }];
  });
  return Object.fromEntries(entries) as Record<ComparedMetric, MetricComparison>;
}

function verdictOf(metric: ComparedMetric, { p_holm, difference }: Draft): ComparisonVerdict {
  if (p_holm === null || difference === null) return "not judged";
  if (p_holm > RISK || difference === 0) return "no difference shown";
  return (difference < 0) === (DIRECTIONS[metric] === "lower") ? "b is better" : "a is better";
}

function noSpread(metric: ComparedMetric, differences: readonly number[]): string {
  if (differences.length < 2) return "fewer than two blocks have values on both sides";
  return metric === "success_rate" && differences[0] === 0
    ? "success did not differ in any block, so that its spread is not known"
    : `all ${differences.length} blocks differ by the same, so that the spread is not known`;
}

type Draft = Omit<MetricComparison, "verdict" | "mde" | "mde_missing">;

function draft(
  metric: ComparedMetric,
  blocks: readonly Block[],
  random: () => number,
): Draft & { differences: number[] } {
  const differ = metric === "success_rate" ? successDifference : pairDifferences(metric);
  const measured = blocks.map(([first, second]) => [differ(first), differ(second)] as const);
  const rounds = measured.flat();
  const differences = measured.flatMap(([first, second]) =>
    first.centre === null || second.centre === null ? [] : [(first.centre + second.centre) / 2]
  );
  const enough = differences.length >= MIN_COMPARED_BLOCKS;
  const test = differences.length === 0 ? null : signFlipTest(differences, random);
  const ranks = signedRank(rounds.flatMap((round) => round.differences));
  const levels = Float64Array.from(rounds.flatMap((round) => round.levelsA)).sort();
  const levelA = levels.length === 0 ? 0 : quantile(levels, 0.5);
  return {
    difference: test?.mean ?? null,
    interval: enough ? test!.ci95 : null,
    relative_difference: test === null || levelA === 0 ? null : test.mean / levelA,
    p_value: enough ? test!.pValue : null,
    p_holm: null,
    effect_size: ranks.rankBiserial,
    p_value_requests: ranks.pValue,
    blocks: differences.length,
    pairs: rounds.reduce((sum, { pairs }) => sum + pairs, 0),
    unpaired: rounds.reduce((sum, { unpaired }) => sum + unpaired, 0),
    ...(enough ? {} : { reason: tooFew(differences.length) }),
    differences,
  };
}

function tooFew(blocks: number): string {
  return blocks === 0
    ? "no block of two rounds has values on both sides"
    : `${blocks} blocks of two rounds have values on both sides; ${MIN_COMPARED_BLOCKS} are needed`;
}

/** One metric in one round. */
interface RoundDifference {
  /** Null when no request has a value on both sides. */
  centre: number | null;
  /** B less A of each pair, and A's values. */
  differences: number[];
  levelsA: number[];
  pairs: number;
  unpaired: number;
}

function pairDifferences(metric: Exclude<ComparedMetric, "success_rate">) {
  return ({ a, b }: Round): RoundDifference => {
    const valuesA = valuesByIndex(metric, a);
    const valuesB = valuesByIndex(metric, b);
    const differences: number[] = [];
    const levelsA: number[] = [];
    for (const [index, valueB] of valuesB) {
      const valueA = valuesA.get(index);
      if (valueA === undefined) continue;
      differences.push(valueB - valueA);
      levelsA.push(valueA);
    }
    const pairs = differences.length;
    return {
      centre: pairs === 0 ? null : hodgesLehmann(Float64Array.from(differences)),
      differences,
      levelsA,
      pairs,
      unpaired: valuesA.size + valuesB.size - 2 * pairs,
    };
  };
}

/** The value of each measured request that has one. */
function valuesByIndex(
  metric: Exclude<ComparedMetric, "success_rate">,
  samples: readonly Sample[],
): Map<number, number> {
  const values = new Map<number, number>();
  for (const sample of samples) {
    if (sample.phase !== "measured") continue;
    const value = metric === "itl_ms" ? meanGapMs(sample) : sampleMetrics(sample)[metric];
    if (value !== null) values.set(sample.index, value);
  }
  return values;
}

/** Mean gap between events with text of one successful request, ms; null with fewer than two. */
export function meanGapMs(sample: Sample): number | null {
  const { arrivalsMs, failure } = sample;
  if (failure !== null || arrivalsMs.length < 2) return null;
  const gaps = gapsUs(arrivalsMs);
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length / 1000;
}

/** A round's difference in success rate is one value: its requests succeed or do not. */
function successDifference({ a, b }: Round): RoundDifference {
  const [judgedA, judgedB] = [judged(a), judged(b)];
  if (judgedA.length === 0 || judgedB.length === 0) {
    return { centre: null, differences: [], levelsA: [], pairs: 0, unpaired: 0 };
  }
  const [rateA, centre] = [share(judgedA), share(judgedB) - share(judgedA)];
  const pairs = Math.min(judgedA.length, judgedB.length);
  const unpaired = judgedA.length + judgedB.length - 2 * pairs;
  return { centre, differences: [centre], levelsA: [rateA], pairs, unpaired };
}

function judged(samples: readonly Sample[]): Sample[] {
  return samples.filter(({ phase, failure }) => phase === "measured" && failure?.kind !== "client");
}

function share(samples: readonly Sample[]): number {
  return samples.filter(({ failure }) => failure === null).length / samples.length;
}
