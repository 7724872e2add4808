/** A JSON object whose fields nobody has checked yet. */
export type UnknownRecord = { [key: string]: unknown };

/** Longest text quoted from an answer, characters: enough to recognise it, too short to flood a log. */
const EXCERPT_CHARS = 200;

/** True for a JSON object; false for null, an array, or a plain value. */
export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Parses a JSON object.
 *
 * @param what names the text in the error, e.g. `event data`
 * @throws {SyntaxError} when the text is not JSON or not an object; the message quotes its start
 */
export function parseJsonObject(text: string, what: string): UnknownRecord {
  const value = parseJson(text, what);
  if (!isRecord(value)) throw new SyntaxError(`${what} is not a JSON object: ${quote(text)}`);
  return value;
}

/**
 * Parses a list of JSON objects.
 *
 * @throws {SyntaxError} when the text is not JSON, or not a list of at least one object and nothing
 *   else; the message quotes its start
 */
export function parseJsonObjects(text: string, what: string): [UnknownRecord, ...UnknownRecord[]] {
  const value = parseJson(text, what);
  const [first, ...others] = Array.isArray(value) ? value as unknown[] : [];
  if (!isRecord(first) || !others.every(isRecord)) {
    throw new SyntaxError(`${what} is not a list of JSON objects: ${quote(text)}`);
  }
  return [first, ...others];
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`${what} is not JSON: ${quote(text)}`, { cause });
  }
}

/** The text on one line, cut at {@link EXCERPT_CHARS} characters. */
export function excerpt(text: string): string {
  // Cut before collapsing: the text may be megabytes long.
  const line = text.slice(0, EXCERPT_CHARS * 2).replace(/\s+/g, " ").trim();
  const cut = line.slice(0, EXCERPT_CHARS).toWellFormed();
  return line.length > EXCERPT_CHARS || text.length > EXCERPT_CHARS * 2 ? `${cut}…` : cut;
}

function quote(text: string): string {
  return text.trim() === "" ? "(empty)" : excerpt(text);
}
