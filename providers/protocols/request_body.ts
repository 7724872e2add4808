import type { Json } from "./protocol.ts";

type Fields = Record<string, Json>;

/** How sampling parameters go into a protocol's body. */
export interface BodyRules {
  /** Fields the workload sets: a sampling parameter that changed them would change what is measured. */
  owned: readonly string[];
  /** Where a format that keeps sampling parameters in an object of their own has it. */
  nest?: { field: string; besides: readonly string[] };
}

/**
 * Merges sampling parameters into the fields a protocol sets. They replace ours, and null takes a
 * field out, for servers that refuse one of ours: `{"stream_options": null}`.
 *
 * Some formats keep sampling parameters in an object of their own (Ollama's `options`). There
 * `{"temperature": 0}` goes into that object, as does what is given under its name; only the fields
 * named in `besides` go beside it.
 *
 * @throws {TypeError} when one would replace a field the workload owns, or does not fit
 */
export function withSamplingParams(ours: Fields, params: Fields, rules: BodyRules): Fields {
  const { owned, nest } = rules;
  // Maps, not objects: a parameter may be called "__proto__".
  const body = new Map(Object.entries(ours));
  if (nest === undefined) {
    apply(body, params, owned);
    return Object.fromEntries(body);
  }
  const inner = new Map(Object.entries(fieldsOf(ours[nest.field] ?? {}, nest.field)));
  for (const [name, value] of Object.entries(params)) {
    if (name === nest.field) {
      if (value === null) inner.clear();
      else apply(inner, fieldsOf(value, name), owned);
    } else apply(nest.besides.includes(name) ? body : inner, one(name, value), owned);
  }
  if (inner.size > 0) body.set(nest.field, Object.fromEntries(inner));
  else body.delete(nest.field);
  return Object.fromEntries(body);
}

function apply(body: Map<string, Json>, params: Fields, owned: readonly string[]): void {
  for (const [name, value] of Object.entries(params)) {
    if (owned.includes(name)) {
      throw new TypeError(`sampling parameters must not set "${name}": the workload sets it`);
    }
    if (value === null) body.delete(name);
    else body.set(name, value);
  }
}

/** An object with one own field, even where the name is that of a setter. */
function one(name: string, value: Json): Fields {
  return Object.fromEntries([[name, value]]);
}

function fieldsOf(value: Json, name: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new TypeError(`the sampling parameter "${name}" must be an object here`);
}
