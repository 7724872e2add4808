/**
 * The chat completions URL under a base URL: `https://host/v1` gives
 * `https://host/v1/chat/completions`. The query is kept, because Azure's `api-version` stands there.
 * A URL that already ends in the path is taken as it is, since people paste that one too.
 */
export function chatCompletionsUrl(baseUrl: URL): URL {
  const url = new URL(baseUrl);
  const path = url.pathname.replace(/\/+$/, "");
  url.pathname = path.endsWith("/chat/completions") ? path : `${path}/chat/completions`;
  url.hash = "";
  return url;
}
