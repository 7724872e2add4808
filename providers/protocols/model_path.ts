/**
 * A model's name as part of a path: `@cf/meta/llama-3.1-8b-instruct` keeps its slashes, everything
 * that would mean something else in a URL is escaped.
 * @throws {TypeError} when the name is empty or one of its parts would walk up the path
 */
export function modelPath(model: string): string {
  return model.split("/").map((part) => {
    if (/^\.{0,2}$/.test(part)) {
      throw new TypeError(
        `the model name "${model.slice(0, 100)}" cannot stand in a URL: ` +
          'no part between slashes may be empty, "." or ".."',
      );
    }
    return encodeURIComponent(part.toWellFormed()).replaceAll("%40", "@").replaceAll("%3A", ":");
  }).join("/");
}
