type ModelList = (models: readonly string[]) => unknown;

const openAiModels: ModelList = (models) => ({
  object: "list",
  data: models.map((id) => ({ id, object: "model", created: 0, owned_by: "lapboard" })),
});

const ollamaTags: ModelList = (models) => ({
  models: models.map((name) => ({
    name,
    model: name,
    modified_at: "1970-01-01T00:00:00Z",
    size: 0,
    digest: "",
    details: { format: "simulated", family: "simulated" },
  })),
});

/** What `GET path` answers where an API lists its models. */
export const MODEL_LISTS: ReadonlyMap<string, ModelList> = new Map([
  ["/v1/models", openAiModels],
  ["/api/tags", ollamaTags],
]);
