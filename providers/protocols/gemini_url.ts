import { modelPath } from "./model_path.ts";

/**
 * The URL of a model's `generateContent`. A base URL may be the host alone, stop anywhere on the way
 * to the model, or be a whole pasted URL, whose model is replaced by `model`.
 *
 * Vertex AI is known by its host or by its path
 * (`/v1/projects/PROJECT/locations/LOCATION/publishers/google`).
 *
 * @param model `gemini-2.5-flash`, also with the API's own prefix (`models/`, `tunedModels/`,
 *   `publishers/google/models/`)
 * @throws {TypeError} when the model cannot stand in a URL, or the base URL has a key in it
 */
export function geminiUrl(baseUrl: URL, model: string, stream: boolean): URL {
  const url = new URL(baseUrl);
  if (url.searchParams.has("key")) {
    throw new TypeError(
      'the base URL must not have the parameter "key": put the key into an environment variable',
    );
  }
  const path = url.pathname.replace(/\/+$/, "")
    .replace(/(\/(models|tunedModels))(\/[^/]+)?$/, "");
  const base = isVertex(url)
    ? vertexBase(path, model)
    : `${withVersion(path)}/${collection(model)}`;
  const name = modelPath(model.replace(/^.*(?:models|tunedModels)\//, ""));
  url.pathname = `${base}/${name}:${stream ? "streamGenerateContent" : "generateContent"}`;
  if (stream) url.searchParams.set("alt", "sse");
  else url.searchParams.delete("alt");
  url.hash = "";
  return url;
}

function isVertex({ hostname, pathname }: URL): boolean {
  return /(^|[.-])aiplatform\.googleapis\.com$/.test(hostname) ||
    /\/(projects\/[^/]+\/locations|publishers)\//.test(`${pathname}/`);
}

function vertexBase(path: string, model: string): string {
  const versioned = path === "" || path.startsWith("/projects/") ? `/v1${path}` : path;
  const bare = versioned.replace(/\/publishers(\/[^/]+)?$/, "");
  const given = /\/publishers\/([^/]+)$/.exec(versioned)?.[1];
  const named = /^publishers\/([^/]+)\/models\//.exec(model)?.[1];
  return `${bare}/publishers/${named === undefined ? given ?? "google" : modelPath(named)}/models`;
}

function withVersion(path: string): string {
  return /\/v\d\w*$/.test(path) ? path : `${path}/v1beta`;
}

function collection(model: string): "models" | "tunedModels" {
  return model.startsWith("tunedModels/") ? "tunedModels" : "models";
}
