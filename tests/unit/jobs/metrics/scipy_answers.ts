/** What SciPy says: `fixtures/statistics.json`, made by `fixtures/make_statistics.py`. */
interface ScipyAnswers {
  /** Probability, degrees of freedom, quantile. */
  student: [number, number, number][];
  /** x, a, b, the function. */
  beta: [number, number, number, number][];
  paired: Record<string, {
    differences: number[];
    sign_flip_p: number;
    wilcoxon_p: number | null;
    rank_biserial: number;
    hodges_lehmann: number;
  }>;
  crossings: {
    points: { x: number; y: number }[];
    x: number;
    slope: number;
    interval: [number, number];
  }[];
  trends: Record<string, { times: number[]; values: number[]; slope: number; p: number }>;
  detectable: { count: number; risk: number; standard_errors: number };
  /** Values, probability, interval of a bootstrap. */
  bootstrap: [number, number, number, number][];
}

export const SCIPY: ScipyAnswers = JSON.parse(
  Deno.readTextFileSync(new URL("fixtures/statistics.json", import.meta.url)),
);
