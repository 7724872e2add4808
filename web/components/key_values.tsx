/** A JSON object as a list of names and values; nested objects become `outer.inner`. */
export function KeyValues({ values }: { values: Record<string, unknown> }) {
  const pairs = flatten(values);
  if (pairs.length === 0) return <p class="muted">Nothing recorded.</p>;
  return (
    <dl class="key-values">
      {pairs.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Names with their values as text, in the order they stand. */
export function flatten(values: Record<string, unknown>, prefix = ""): [string, string][] {
  return Object.entries(values).flatMap(([key, value]): [string, string][] => {
    const name = prefix + key;
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      return flatten(value as Record<string, unknown>, `${name}.`);
    }
    return [[name, valueText(value)]];
  });
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (typeof value === "number") return String(Number(value.toPrecision(9)));
  if (Array.isArray(value)) {
    if (value.length === 0) return "none";
    return value.map((item) => typeof item === "object" ? JSON.stringify(item) : String(item))
      .join("; ");
  }
  return String(value);
}
