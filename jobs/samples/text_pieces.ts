/** A stretch of a text, in UTF-16 units. */
export interface Span {
  from: number;
  /** Exclusive. */
  to: number;
}

/** A JSON string, the colon after a name, and one that the text's end cut off. */
// deno-lint-ignore no-control-regex
const STRING = /"((?:[^"\\\x00-\x1f]|\\.)*)(?:"(\s*:)?|$)/dg;
/** A line, and the field that server-sent events begin it with. */
const LINE = /^(?:(data|event|id|retry):)? ?(.*)$/dgm;

/**
 * The parts of a text that a reader would put together again: the values of each name of JSON, in
 * whatever events and objects they stand, and the lines of each field of server-sent events. Works
 * on any text, whole or broken.
 *
 * @returns for each name its parts in order, where there are several
 */
export function textPieces(text: string): Span[][] {
  const pieces = new Map<string, Span[]>();
  const add = (name: string, [from, to]: [number, number]) => {
    if (from === to) return;
    const known = pieces.get(name);
    if (known === undefined) pieces.set(name, [{ from, to }]);
    else known.push({ from, to });
  };
  let name = "";
  for (const { 1: content, 2: colon, indices } of text.matchAll(STRING)) {
    if (colon === undefined) add(`"${name}"`, indices![1]!);
    else name = content!;
  }
  for (const { 1: field, indices } of text.matchAll(LINE)) add(field ?? "", indices![2]!);
  return [...pieces.values()].filter((spans) => spans.length > 1);
}

/**
 * Where a text holds something in pieces, of each piece what belongs to it.
 *
 * @param find what is looked for in the pieces put together
 */
export function scatteredSpans(text: string, find: (joined: string) => Span[]): Span[] {
  return textPieces(text).flatMap((pieces) => {
    const found = find(pieces.map(({ from, to }) => text.slice(from, to)).join(""));
    let end = 0;
    return pieces.flatMap((piece) => {
      // Offsets of what is put together, and what to add for those of the text.
      const start = end;
      end += piece.to - piece.from;
      const shift = piece.from - start;
      return found.filter(({ from, to }) => from < end && to > start)
        .map(({ from, to }) => ({
          from: Math.max(from, start) + shift,
          to: Math.min(to, end) + shift,
        }));
    });
  });
}
