/**
 * Levenshtein distance: the least number of characters to insert, delete or replace to make one
 * text the other. Texts are cut at 200 characters, so a huge one costs nothing.
 *
 * Source: Wagner and Fischer, "The String-to-String Correction Problem", 1974.
 */
export function editDistance(left: string, right: string): number {
  const a = left.slice(0, 200);
  const b = right.slice(0, 200);
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
