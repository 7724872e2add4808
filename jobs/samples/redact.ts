import type { Credential } from "../../providers/protocols/protocol.ts";

/** What stands where a secret stood. */
export const REDACTED = "[redacted]";

/** Shapes of keys and tokens that do not belong in a record, whoever they belong to. */
const KEY_SHAPES = [
  /\b(?:sk|pk|rk|gsk|pplx|fw|xai|hf|r8|csk|nvapi|tgp)[-_][A-Za-z0-9_-]{12,}/g,
  /\bBearer\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  /\bAIza[A-Za-z0-9_-]{20,}/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g,
];

/** Shortest beginning of a secret that is hidden wherever it stands. */
const MIN_BEGINNING = 8;
/** Shortest beginning of a secret that is hidden at a text's end, where a cut is likely. */
const MIN_BEGINNING_AT_END = 4;
/** Shortest word of a header's value that is taken for a secret. */
const MIN_HEADER_SECRET = 8;
/** Headers that say nothing secret; hiding their words would only blur messages. */
const HARMLESS_HEADERS = new Set(["accept", "content-type", "user-agent"]);

/**
 * What must never leave a run: what it is authorised with, and whatever was given in headers, since servers quote
 * requests in their errors.
 */
export function secretsOf(credential: Credential, headers: Record<string, string>): string[] {
  const words = Object.entries(headers).flatMap(([name, value]) =>
    HARMLESS_HEADERS.has(name.toLowerCase()) ? [] : value.split(/\{index\}|[\s,;]+/)
  );
  return [
    ...secretsOfCredential(credential),
    ...words.filter((word) => word.length >= MIN_HEADER_SECRET),
  ];
}

function secretsOfCredential(credential: Credential): string[] {
  switch (credential.kind) {
    case "none":
      return [];
    case "key":
      return [credential.key];
    case "bearer":
      return [credential.token];
    case "aws": {
      const { accessKeyId, secretAccessKey, sessionToken } = credential;
      return [accessKeyId, secretAccessKey, ...sessionToken === null ? [] : [sessionToken]];
    }
  }
}

/**
 * A function that takes the given secrets, and anything shaped like a key, out of a text: whole, or
 * from their beginning to wherever the text, or a part it quotes, was cut; as they are, or escaped
 * as JSON, URLs and HTML escape.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret !== "").map((secret) =>
    Array.from(secret.toWellFormed(), spellings)
  );
  return (text) => {
    for (const secret of known) text = withoutSecret(text, secret);
    for (const shape of KEY_SHAPES) text = text.replace(shape, REDACTED);
    return text;
  };
}

const HTML_ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** One character as writers of various sorts have it, itself first. */
function spellings(character: string): string[] {
  const code = character.charCodeAt(0).toString(16).padStart(4, "0");
  return [
    character,
    `\\${character}`,
    `\\u${code}`,
    `\\u${code.toUpperCase()}`,
    encodeURIComponent(character),
    encodeURIComponent(character).toLowerCase(),
    HTML_ENTITIES[character] ?? character,
  ];
}

function withoutSecret(text: string, secret: readonly string[][]): string {
  const starts = new Set(secret[0]!.map((spelling) => spelling[0]));
  let clean = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (!starts.has(text[at])) continue;
    const end = endOfSecret(text, at, secret);
    if (end === at) continue;
    clean += text.slice(from, at) + REDACTED;
    from = end;
    at = end - 1;
  }
  return clean + text.slice(from);
}

/** Where a secret, or enough of its beginning, that stands at `start` ends; `start` if none does. */
function endOfSecret(text: string, start: number, secret: readonly string[][]): number {
  // Several, for `%25` may be one character escaped or three as they are.
  let ends = new Set([start]);
  let matched = 0;
  for (const character of secret) {
    const next = new Set<number>();
    for (const at of ends) {
      for (const spelling of character) {
        if (text.startsWith(spelling, at)) next.add(at + spelling.length);
      }
    }
    if (next.size === 0) break;
    ends = next;
    matched++;
  }
  const end = Math.max(...ends);
  const enough = end === text.length ? MIN_BEGINNING_AT_END : MIN_BEGINNING;
  return matched >= Math.min(enough, secret.length) ? end : start;
}
