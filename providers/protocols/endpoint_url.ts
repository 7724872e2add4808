/**
 * The URL of an operation under a base URL, whether people gave the short one or pasted the whole:
 * with steps `/v1` and `/messages`, each of `https://host`, `https://host/v1` and
 * `https://host/v1/messages` gives the last. The query is kept, as Azure's `api-version` stands
 * there.
 *
 * @param steps the pieces of the operation's path; those the base path already ends in are not
 *   repeated
 * @param siblings paths of other operations, which a pasted URL may end in instead of the last step
 */
export function endpointUrl(
  baseUrl: URL,
  steps: readonly string[],
  siblings: readonly string[] = [],
): URL {
  const url = new URL(baseUrl);
  url.pathname = extendPath(url.pathname.replace(/\/+$/, ""), steps, siblings);
  url.hash = "";
  return url;
}

function extendPath(
  path: string,
  steps: readonly string[],
  siblings: readonly string[],
): string {
  const last = steps.at(-1) ?? "";
  const sibling = siblings.find((each) => path.endsWith(each));
  if (sibling !== undefined) return path.slice(0, -sibling.length) + last;
  if (path.endsWith(last)) return path;
  for (let there = steps.length - 1; there >= 0; there--) {
    if (path.endsWith(steps.slice(0, there).join(""))) {
      return path + steps.slice(there).join("");
    }
  }
  return path;
}
