const STYLESHEET = new URL("../static/site.css", import.meta.url);

/** The site's stylesheet, for files that carry it with them. Needs `--allow-read`. */
export function readStylesheet(): Promise<string> {
  return Deno.readTextFile(STYLESHEET);
}
