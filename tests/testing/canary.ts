import assert from "node:assert/strict";

/** Pieces of a secret that are looked for: wherever 15 characters of it stand, one is found. */
const PIECE = 12;
const PIECE_EVERY = 4;

/** Fails, with the words around it, when a part of the secret stands in a text, escaped or not. */
export function assertAbsent(secret: string, text: string, where = "what was left"): void {
  for (const written of [secret, encodeURIComponent(secret), JSON.stringify(secret)]) {
    for (let at = 0; at + PIECE <= written.length; at += PIECE_EVERY) {
      const piece = written.slice(at, at + PIECE);
      const found = text.indexOf(piece);
      assert.equal(found, -1, `in ${where}: …${text.slice(found - 80, found + 60)}…`);
    }
  }
}

/** What somebody reads who puts the values of each JSON name, and the lines, of a text together. */
export function joinedValues(text: string): string {
  const values = Map.groupBy(
    text.matchAll(/"(\w+)": ?"((?:[^"\\]|\\.)*)/g),
    ([_, name]) => name,
  );
  return [
    ...[...values.values()].map((of) => of.map(([_whole, _name, value]) => value).join("")),
    text.replaceAll(/^(?:data|event|id): ?|[\r\n]/gm, ""),
  ].join("\n");
}

/** Everything below a directory, file after file. */
export function allFilesIn(dir: string): string {
  return [...Deno.readDirSync(dir)].map(({ name, isDirectory }) => {
    const path = `${dir}/${name}`;
    return isDirectory
      ? allFilesIn(path)
      : `${path}\n${new TextDecoder("latin1").decode(Deno.readFileSync(path))}`;
  }).join("\n");
}
