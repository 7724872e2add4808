/** An expression that is no SLO. The message says what and how to mend it, and marks the place. */
export class SloSyntaxError extends Error {
  override readonly name = "SloSyntaxError";

  /**
   * @param problem one line, without full stop
   * @param at first character of the place
   * @param length of the place; at least one caret is drawn
   */
  constructor(
    readonly problem: string,
    readonly expression: string,
    readonly at: number,
    readonly length: number,
  ) {
    // Control characters would break the lines, and move the carets away from what they point at.
    const shown = (text: string) => text.replace(/\p{Cc}/gu, " ");
    super(
      `${shown(problem)}\n  ${shown(expression)}\n  ${" ".repeat(at)}${
        "^".repeat(Math.max(1, length))
      }`,
    );
  }
}
