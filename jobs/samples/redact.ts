/** What stands where a secret stood. */
export const REDACTED = "[redacted]";

/** Shapes of keys and tokens that do not belong in a record, whoever they belong to. */
const KEY_SHAPES = [
  /\b(?:sk|pk|rk|gsk|pplx|fw|xai|hf|r8|csk|nvapi|tgp)[-_][A-Za-z0-9_-]{12,}/g,
  /\bBearer\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  /\bAIza[A-Za-z0-9_-]{20,}/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g,
];

/** Shortest beginning of a secret that is worth hiding where a text was cut in the middle of it. */
const MIN_PREFIX = 4;

/** Shortest word of a header's value that is taken for a secret. */
const MIN_HEADER_SECRET = 8;

/**
 * What must never leave a run: its key, and whatever was given in headers, since servers quote
 * requests in their errors. Harmless header values are hidden as well; that costs nothing.
 */
export function secretsOf(apiKey: string | null, headers: Record<string, string>): string[] {
  const words = Object.values(headers).flatMap((value) => value.split(/\{index\}|[\s,;]+/));
  return [
    ...(apiKey === null ? [] : [apiKey]),
    ...words.filter((word) => word.length >= MIN_HEADER_SECRET),
  ];
}

/**
 * A function that takes the given secrets, and anything shaped like a key, out of a text.
 * Apply it before a text is shortened: half a key is still half a key.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret !== "").flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ]);
  return (text) => {
    for (const secret of known) {
      text = text.replaceAll(secret, REDACTED);
      text = withoutCutSecret(text, secret);
    }
    for (const shape of KEY_SHAPES) text = text.replace(shape, REDACTED);
    return text;
  };
}

/** A body that was cut may end in the beginning of a secret. */
function withoutCutSecret(text: string, secret: string): string {
  for (let length = Math.min(secret.length - 1, text.length); length >= MIN_PREFIX; length--) {
    if (text.endsWith(secret.slice(0, length))) return text.slice(0, -length) + REDACTED;
  }
  return text;
}
