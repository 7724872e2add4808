/** A character as writers of various sorts have it, by the first unit of each way to write it. */
export type Spelled = ReadonlyMap<string, readonly string[]>;

/** Shortest part of a secret's base64 that is looked for; a shorter one would be found by chance. */
const MIN_BASE64_CHARS = 12;

const HTML_ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What base64 writes in URLs instead. */
const IN_URLS: Record<string, string> = { "+": "-", "/": "_" };

/** Every stretch of this many units of a secret, as it is and in base64, written without escapes. */
export function stretchesOf(secret: string, length: number): string[] {
  return [secret, ...base64Forms(secret)].flatMap((form) =>
    Array.from(
      { length: Math.max(0, form.length - length + 1) },
      (_, at) => form.slice(at, at + length),
    )
  );
}

/** The forms under which a secret may stand in a text, each character with all its spellings. */
export function formsOf(secret: string): Spelled[][] {
  const plain = Array.from(secret.toWellFormed(), (character) => byStart(spellings(character)));
  const encoded = base64Forms(secret).map((form) =>
    Array.from(
      form,
      (character) => byStart([character, IN_URLS[character] ?? character].flatMap(spellings)),
    )
  );
  return [plain, ...encoded];
}

/** One character as it is, escaped as JSON, in a URL (once and twice) and in HTML. */
function spellings(character: string): string[] {
  const hex = character.charCodeAt(0).toString(16);
  const percent = character < "\x80" ? `%${hex.padStart(2, "0")}` : encodeURIComponent(character);
  return [
    character,
    `\\${character}`,
    ...bothCases(`\\u${hex.padStart(4, "0")}`),
    ...bothCases(`\\x${hex.padStart(2, "0")}`),
    ...bothCases(percent),
    ...bothCases(percent.replaceAll("%", "%25")),
    HTML_ENTITIES[character] ?? character,
    `&#${character.codePointAt(0)};`,
    ...bothCases(`&#x${hex};`),
  ];
}

/** With hexadecimal digits in lower and in upper case; the letter that announces them stays. */
function bothCases(escaped: string): string[] {
  return [
    escaped,
    escaped.replace(/[0-9a-f]+(?=;?$)|(?<=%)[0-9a-f]{2}/gi, (digits) => digits.toUpperCase()),
  ];
}

/**
 * What of the base64 of a text that holds the secret depends on the secret alone. Base64 writes
 * three bytes as four characters, so there is one form for each place in a group of three where the
 * secret may begin, such as after `user:` in `Authorization: Basic`.
 */
function base64Forms(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  return [0, 1, 2].flatMap((before) => {
    const encoded = btoa(
      String.fromCharCode(...new Uint8Array(before), ...bytes),
    ).replaceAll("=", "");
    const form = encoded.slice(
      Math.ceil(before * 8 / 6),
      Math.floor((before + bytes.length) * 8 / 6),
    );
    return form.length < MIN_BASE64_CHARS ? [] : [form];
  });
}

function byStart(spelled: readonly string[]): Spelled {
  return Map.groupBy(new Set(spelled), ([first]) => first!);
}
