/** An experiment in virtual time: the same figures on every machine. */
export interface Experiment {
  /** What it shows, one line. */
  title: string;
  /** @param report told what is being done, one line at a time */
  run: (report: (line: string) => void) => Record<string, unknown>;
}
