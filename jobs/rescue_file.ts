import { join } from "node:path";

/**
 * Takes what could not be stored: JSON lines in the first of several directories that can be
 * written. Nothing is created until there is something to keep.
 */
export class RescueFile {
  /** Files written to, in order. */
  readonly paths: string[] = [];
  /** Why each directory that could not be written was given up. */
  readonly refusals: string[] = [];
  readonly #dirs: string[];

  /**
   * @param dirs where to try, best first
   * @param name file name; must be one that nobody else can guess or use
   * @param firstLine begins each file, so that it can be understood by itself
   */
  constructor(
    dirs: readonly string[],
    private readonly name: string,
    private readonly firstLine: unknown,
  ) {
    this.#dirs = [...dirs];
  }

  /** Appends one line for each value. @returns false when no directory takes them */
  async append(values: readonly unknown[]): Promise<boolean> {
    const text = values.map((value) => JSON.stringify(value) + "\n").join("");
    while (this.#dirs.length > 0) {
      const path = join(this.#dirs[0]!, this.name);
      const begun = this.paths.includes(path);
      try {
        await Deno.writeTextFile(
          path,
          begun ? text : JSON.stringify(this.firstLine) + "\n" + text,
          { append: true, createNew: !begun, mode: 0o600 },
        );
        if (!begun) this.paths.push(path);
        return true;
      } catch (error) {
        // A directory that failed once is not tried again: its last line may be half a line.
        this.#dirs.shift();
        this.refusals.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return false;
  }
}
