/** A text so long, with more behind it in the next event, was repeated: no token is as long. */
const SURE_CHARS = 16;

/**
 * Makes a function that says what each text of a stream adds to those before. Some servers repeat
 * the whole text with every event, some send what is new alone, and which of them one is, is a
 * setting that no event names. So it is found out: a text that does not begin with the one before is
 * new alone, and a long one that does is repeated. Up to then texts are taken for repeated ones; what
 * was left out by that is given with the first text that proves it wrong.
 *
 * @param mostUnchanged when so many events in a row have the same short text as the one before,
 *   they are taken for equal tokens and not for a text to which nothing was added; Infinity where
 *   servers repeat unless told otherwise
 */
export function createNewText(mostUnchanged: number): (text: string) => string {
  let repeated: boolean | null = null;
  let before = "";
  let leftOut = "";
  let unchanged = 0;

  const onlyNew = (text: string): string => {
    const given = leftOut + text;
    repeated = false;
    leftOut = "";
    return given;
  };

  return (text) => {
    if (repeated === false) return text;
    const kept = commonStart(before, text);
    if (repeated === null && before.length >= SURE_CHARS && kept === before.length) {
      repeated = true;
      leftOut = "";
    }
    if (repeated === null) {
      unchanged = text !== "" && text === before ? unchanged + 1 : 0;
      const taken = kept === text.length || kept >= wholeCharacters(before);
      if (!taken || unchanged >= mostUnchanged) return onlyNew(text);
      leftOut += text.slice(0, kept);
    }
    // A stop string found at the end is taken off again: nothing is new then.
    if (kept === text.length) return "";
    before = text;
    return text.slice(kept);
  };
}

/** How many UTF-16 units two texts begin with in common. */
function commonStart(left: string, right: string): number {
  if (right.startsWith(left)) return left.length;
  let at = 0;
  while (at < right.length && left[at] === right[at]) at++;
  return at;
}

/** Length without the U+FFFD at the end: a character of which only the first bytes have come. */
function wholeCharacters(text: string): number {
  return text.replace(/\ufffd+$/, "").length;
}
