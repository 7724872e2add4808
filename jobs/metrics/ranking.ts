import { standardErrorsApart } from "./mover.ts";
import { twoSidedTail, Z_95 } from "./normal.ts";
import type { Interval } from "./summary_types.ts";

/** What a board knows of an endpoint. */
export interface Candidate {
  /** Unique on the board. */
  id: string;
  /** The figure the board ranks by; null when the run has none. */
  value: number | null;
  /**
   * Its 95 % interval; `[value, value]` for a figure without error, such as a price. Null for a
   * quantile that is not certified: an estimate ranks nobody.
   */
  ci95: Interval | null;
  successRate: number | null;
  /** Null when correctness was not checked. */
  correctRate: number | null;
}

/** What it takes to be ranked, and which way is better. */
export interface RankRule {
  direction: "lower" | "higher";
  /** Usually 0.95. */
  minSuccessRate: number;
  /** Floor of the model; 0 when it has none, and then an unchecked endpoint is ranked too. */
  minCorrectRate: number;
}

/** An endpoint's place. */
export interface Ranked {
  id: string;
  /** Place by the figure itself: 1 + the number of endpoints with a better one. */
  rank: number;
  /** Best and worst place that the measured error allows; `rank` lies within it. */
  rankInterval: [best: number, worst: number];
  /** Endpoints whose difference from this one is not significant, in board order. */
  tiedWith: string[];
}

/** An endpoint that is listed below the ranked ones. */
export interface Unranked {
  id: string;
  /** One line. */
  reason: string;
}

/** Chance that any difference between two endpoints of a board is called significant wrongly. */
const FAMILY_RISK = 0.05;

/**
 * Ranks endpoints by one figure, and says how far each rank can be trusted.
 *
 * Two endpoints differ significantly when the MOVER interval of their difference excludes zero,
 * with Holm's correction (1979) over all pairs of the board: all rank intervals of a board are right
 * at once with 95 % confidence. The best rank is 1 + the endpoints significantly better, the worst is
 * the number of ranked endpoints less those significantly worse (after Mogstad and others,
 * "Inference for ranks", 2024).
 *
 * The result does not depend on the order of the candidates.
 *
 * @throws {Error} when two candidates have the same id
 */
export function rankBoard(
  candidates: readonly Candidate[],
  rule: RankRule,
): { ranked: Ranked[]; unranked: Unranked[] } {
  if (new Set(candidates.map(({ id }) => id)).size < candidates.length) {
    throw new Error("Cannot rank a board on which an endpoint stands twice");
  }
  const eligible: Entry[] = [];
  const unranked: Unranked[] = [];
  for (const candidate of [...candidates].sort((a, b) => compareText(a.id, b.id))) {
    const { id, value, ci95 } = candidate;
    const reason = reasonAgainst(candidate, rule);
    if (reason !== null) unranked.push({ id, reason });
    else if (value === null) unranked.push({ id, reason: "no figure for this metric" });
    else if (ci95 === null) unranked.push({ id, reason: "too few requests to certify the figure" });
    else eligible.push({ id, value, ci95 });
  }
  // Sorting is stable, so endpoints with equal figures stay in the order of their ids.
  const sign = rule.direction === "lower" ? 1 : -1;
  eligible.sort((a, b) => sign * (a.value - b.value));
  return { ranked: place(eligible), unranked };
}

interface Entry {
  id: string;
  value: number;
  ci95: Interval;
}

/** @param entries best first */
function place(entries: readonly Entry[]): Ranked[] {
  const different = significantPairs(entries);
  return entries.map(({ id, value }, i) => {
    const isTied = (j: number) => j !== i && !different.has(pairKey(i, j));
    const tied = entries.flatMap((_, j) => isTied(j) ? [j] : []);
    return {
      id,
      rank: 1 + entries.findIndex((other) => other.value === value),
      rankInterval: [
        1 + i - tied.filter((j) => j < i).length,
        1 + i + tied.filter((j) => j > i).length,
      ],
      tiedWith: tied.map((j) => entries[j]!.id),
    };
  });
}

/** Holm's step-down procedure over all pairs. */
function significantPairs(entries: readonly Entry[]): Set<string> {
  const pairs = entries.flatMap((a, i) =>
    entries.slice(i + 1).map((b, k) => ({
      key: pairKey(i, i + 1 + k),
      apart: standardErrorsApart(a, b),
    }))
  ).sort((a, b) => a.apart === b.apart ? 0 : b.apart - a.apart);
  const significant = new Set<string>();
  for (const [done, { key, apart }] of pairs.entries()) {
    if (apart <= Z_95 || twoSidedTail(apart) > FAMILY_RISK / (pairs.length - done)) break;
    significant.add(key);
  }
  return significant;
}

function pairKey(i: number, j: number): string {
  return i < j ? `${i} ${j}` : `${j} ${i}`;
}

function reasonAgainst(
  { successRate, correctRate }: Candidate,
  { minSuccessRate, minCorrectRate }: RankRule,
): string | null {
  if (successRate === null) return "no request was measured";
  if (successRate === 0) return "no request succeeded";
  if (successRate < minSuccessRate) {
    return `success rate ${percent(successRate)} is under ${percent(minSuccessRate)}`;
  }
  if (correctRate === null) return minCorrectRate > 0 ? "correctness was not checked" : null;
  if (correctRate < minCorrectRate) {
    return `correct rate ${percent(correctRate)} is under ${percent(minCorrectRate)}`;
  }
  return null;
}

/** Rounded down, so that a rate just under a limit never reads as the limit. */
function percent(rate: number): string {
  return `${Math.floor(rate * 1000 + 1e-9) / 10} %`;
}

/** By code unit: the same on every machine, whatever its language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
