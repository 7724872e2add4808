import type { DraftField, DraftGroup, DraftProblem } from "../../providers/catalog/draft/mod.ts";
import { problemText } from "../format/draft_words.ts";

/** A protocol, as the form offers it. */
export interface ProtocolChoice {
  id: string;
  /** Other names it goes by. */
  aliases: readonly string[];
  description: string;
}

/** What has been filled in, and what is wrong with it. */
export interface DraftState {
  protocols: readonly ProtocolChoice[];
  /** By the field's name. */
  texts: ReadonlyMap<string, string>;
  /** By the field's name. */
  problems: ReadonlyMap<string, DraftProblem>;
}

interface GroupsProps {
  groups: readonly DraftGroup[];
  /** What stands before a field's path in its name: `endpoints[0].`, or nothing. */
  prefix: string;
  state: DraftState;
}

/** The fields of some groups; folded ones are open where something is filled in or wrong. */
export function DraftGroups({ groups, prefix, state }: GroupsProps) {
  return groups.map(({ title, folded, fields }) => {
    const inside = (
      <div class="draft-fields">
        {fields.map((field) => <Field field={field} name={prefix + field.path} state={state} />)}
      </div>
    );
    if (!folded) {
      return (
        <section aria-label={title ?? undefined}>
          {title !== null && <h2>{title}</h2>}
          {inside}
        </section>
      );
    }
    const open = fields.some(({ path }) =>
      state.texts.get(prefix + path) || state.problems.has(prefix + path)
    );
    return (
      <details open={open}>
        <summary>{title}</summary>
        {inside}
      </details>
    );
  });
}

interface FieldProps {
  field: DraftField;
  name: string;
  state: DraftState;
}

/** A label, its input, a hint, and a place for what is wrong. */
function Field({ field, name, state }: FieldProps) {
  const { label, hint, example, required, input } = field;
  const problem = state.problems.get(name);
  const explained = [hint === null ? "" : `${name}-hint`, `${name}-problem`].join(" ").trim();
  return (
    <div class={input === "switch" ? "draft-field switch" : "draft-field"}>
      <label for={name}>
        {label}
        {!required && input !== "switch" && <span class="muted">(optional)</span>}
      </label>
      <Input
        field={field}
        attributes={{
          id: name,
          name,
          "aria-describedby": explained,
          "aria-invalid": problem === undefined ? undefined : "true",
        }}
        text={state.texts.get(name) ?? ""}
        protocols={state.protocols}
      />
      {hint !== null && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
          {example !== null && (
            <>
              {". Such as "}
              <code>{example}</code>
            </>
          )}
        </p>
      )}
      {hint === null && example !== null && (
        <p class="hint">
          Such as <code>{example}</code>
        </p>
      )}
      <p class="problem" id={`${name}-problem`}>{problem && problemText(problem)}</p>
    </div>
  );
}

interface InputProps {
  field: DraftField;
  attributes: Record<string, string | undefined>;
  text: string;
  protocols: readonly ProtocolChoice[];
}

function Input({ field: { input, required }, attributes, text, protocols }: InputProps) {
  if (input === "switch") {
    return <input type="checkbox" value="true" checked={text !== ""} {...attributes} />;
  }
  if (input === "kind" || input === "protocol") {
    const options: [value: string, label: string][] = input === "kind"
      ? [["hosted", "Its provider: hosted"], ["self-hosted", "A team itself: self-hosted"]]
      : protocols.map(({ id }) => [id, id]);
    return (
      <select {...attributes}>
        {!required && <option value="">as the provider's</option>}
        {options.map(([value, label]) => (
          <option value={value} selected={value === text}>{label}</option>
        ))}
      </select>
    );
  }
  const kinds = { text: "text", url: "url", date: "date", number: "text" } as const;
  return (
    <input
      type={kinds[input]}
      inputmode={input === "number" ? "decimal" : undefined}
      autocomplete="off"
      autocapitalize="none"
      spellcheck={false}
      maxlength={500}
      value={text}
      {...attributes}
    />
  );
}
