const WIDTH = 80;
/** Where the text of a labelled line begins. */
const INDENT = 13;

/** Breaks lines `label        text` between words, so that none is wider than a terminal. */
export function wrapLines(lines: readonly string[], width = WIDTH): string[] {
  return lines.flatMap((line) => {
    const wrapped: string[] = [];
    let rest = line;
    while (rest.length > width) {
      const at = rest.lastIndexOf(" ", width);
      // One word that is too wide stays whole: it may be an address to copy.
      if (at <= INDENT) break;
      wrapped.push(rest.slice(0, at).trimEnd());
      rest = " ".repeat(INDENT) + rest.slice(at + 1);
    }
    return [...wrapped, rest];
  });
}
