/** A file that a page of documentation tells its reader to write or to change. */
export interface PageFile {
  path: string;
  /** Of its block: `diff` for changes of a file that is there. */
  language: string;
  text: string;
}

/** Blocks that follow a path in bold and a colon, in order; several diffs may follow one path. */
export function pageFiles(page: string): PageFile[] {
  const named =
    /\*\*([\w./-]+)\*\*:\n\n((?:```\w+\n[\s\S]*?^```\n+)(?:```diff\n[\s\S]*?^```\n+)*)/gm;
  return [...page.matchAll(named)].flatMap(([, path, blocks]) =>
    [...blocks!.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
      path: path!,
      language: language!,
      text: text!,
    }))
  );
}

/**
 * Makes a change where its context stands.
 *
 * @param diff lines that begin with " ", "-" or "+", without line numbers
 * @throws {Error} when the lines that should be there stand in no place of the text, or in several
 */
export function applyDiff(text: string, diff: string): string {
  const lines = diff.split("\n").slice(0, -1);
  const side = (left: string) =>
    lines.filter((line) => !line.startsWith(left)).map((line) => line.slice(1) + "\n").join("");
  const before = `\n${side("+")}`;
  const whole = `\n${text}`;
  const at = whole.indexOf(before);
  if (at < 0 || whole.indexOf(before, at + 1) >= 0) {
    throw new Error(`these lines stand in ${at < 0 ? "no place" : "several places"}:${before}`);
  }
  return whole.slice(1, at + 1) + side("-") + whole.slice(at + before.length);
}
