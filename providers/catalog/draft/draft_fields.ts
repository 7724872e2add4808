/** How a field of the form is filled in. */
export type DraftInput = "text" | "url" | "number" | "date" | "kind" | "protocol" | "switch";

/** One field of the form that makes a catalog file. */
export interface DraftField {
  /** Where it stands in its block: `base_url`, `price.source`. */
  path: string;
  label: string;
  /** One line: what to write; null where the label says it. */
  hint: string | null;
  input: DraftInput;
  required: boolean;
  /** An example of what to write; null where the hint has one. */
  example: string | null;
}

/** Fields that belong together. */
export interface DraftGroup {
  /** Null where the fields need no heading of their own. */
  title: string | null;
  /** Folded away under the heading until wanted. */
  folded: boolean;
  fields: readonly DraftField[];
}

const DAY_HINT = "The day you read it";

/** What is asked of a provider once. */
export const PROVIDER_GROUPS: readonly DraftGroup[] = [
  {
    title: "The provider",
    folded: false,
    fields: [
      text("name", "Name", null, "Example AI"),
      text(
        "id",
        "Short name",
        "Lower case. It begins every endpoint's id, for good",
        "example",
      ),
      choice("kind", "Who runs the hardware", "kind"),
      choice("protocol", "Protocol", "protocol", "The wire format it speaks"),
      text(
        "base_url",
        "Base URL",
        "https, without the path of a single call. A part that only an account knows is the name " +
          "of an environment variable in braces",
        "https://api.example.com/v1",
      ),
      optional(
        text(
          "api_key_env",
          "Variable of the key",
          "The NAME of the environment variable that holds the key, never the key. Empty when no " +
            "key is needed",
          "EXAMPLE_API_KEY",
        ),
      ),
    ],
  },
  {
    title: "Where it was read",
    folded: false,
    fields: [
      page("sources.base_url.url", "Page with the base URL"),
      date("sources.base_url.read_on", "Base URL read on"),
      page("sources.api_key_env.url", "Page with the variable's name"),
      date("sources.api_key_env.read_on", "Variable's name read on"),
      page("sources.model.url", "Page with the models' names"),
      date("sources.model.read_on", "Models' names read on"),
    ],
  },
  {
    title: "Only where a page is not the provider's own: why it was taken",
    folded: true,
    fields: [
      optional(text("sources.base_url.secondary", "Base URL: why that page", null, null)),
      optional(text("sources.api_key_env.secondary", "Variable's name: why that page", null, null)),
      optional(text("sources.model.secondary", "Models' names: why that page", null, null)),
    ],
  },
  {
    title: "Links",
    folded: true,
    fields: [page("links.home", "Home page"), page("links.docs", "Documentation")],
  },
];

/** What is asked of each endpoint. */
export const ENDPOINT_GROUPS: readonly DraftGroup[] = [
  {
    title: null,
    folded: false,
    fields: [
      text("model", "Model", "The name the endpoint wants on the wire", "example/Small-7B"),
      text("slug", "Slug", "With the short name it makes the endpoint's id", "small-7b"),
      text(
        "canonical_model",
        "Canonical name",
        "The name the same model has at every provider: boards compare by it",
        "small-7b",
      ),
      {
        path: "enabled",
        label: "Measure it every week",
        hint: null,
        input: "switch",
        required: false,
        example: null,
      },
    ],
  },
  {
    title: "Price and limits",
    folded: true,
    fields: [
      number("price.input_usd_per_mtok", "Input, USD per million tokens"),
      number("price.output_usd_per_mtok", "Output, USD per million tokens"),
      page("price.source", "Page with the price"),
      date("price.read_on", "Price read on"),
      number("requests_per_minute", "Requests a minute it allows"),
    ],
  },
  {
    title: "Only this model: region and address",
    folded: true,
    fields: [
      optional(text("region", "Region", null, "eu-west")),
      optional(text("base_url", "Base URL", "When it differs from the provider's", null)),
      optional(choice("protocol", "Protocol", "protocol", "When it differs from the provider's")),
    ],
  },
  {
    title: "Only a server of one's own: engine and hardware",
    folded: true,
    fields: [
      optional(text("hosting.engine", "Engine", null, "vLLM")),
      optional(text("hosting.engine_version", "Engine's version", null, "0.11.0")),
      optional(text("hosting.engine_args", "Engine's arguments", null, "--max-model-len 8192")),
      optional(text("hosting.hardware", "Hardware", null, "NVIDIA H100 80GB")),
      number("hosting.hardware_count", "How many of them"),
      optional(text("hosting.precision", "Precision", null, "bf16")),
      number("hosting.gpu_usd_per_hour", "Price of one, USD an hour"),
    ],
  },
];

/** All fields of some groups. */
export function fieldsOf(groups: readonly DraftGroup[]): readonly DraftField[] {
  return groups.flatMap(({ fields }) => fields);
}

function text(
  path: string,
  label: string,
  hint: string | null,
  example: string | null,
): DraftField {
  return { path, label, hint, input: "text", required: true, example };
}

function choice(
  path: string,
  label: string,
  input: "kind" | "protocol",
  hint: string | null = null,
): DraftField {
  return { path, label, hint, input, required: true, example: null };
}

function page(path: string, label: string): DraftField {
  return { path, label, hint: null, input: "url", required: false, example: null };
}

function date(path: string, label: string): DraftField {
  return { path, label, hint: DAY_HINT, input: "date", required: false, example: null };
}

function number(path: string, label: string): DraftField {
  return { path, label, hint: null, input: "number", required: false, example: null };
}

function optional(field: DraftField): DraftField {
  return { ...field, required: false };
}
