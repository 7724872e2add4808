import assert from "node:assert/strict";
import fc from "fast-check";
import { createRedactor, REDACTED, secretsOf } from "../../../../jobs/samples/redact.ts";

/** A beginning of a secret as long as this must not survive anywhere. */
const LONG = 8;
/** One as long as this must not survive at the end of a text. */
const SHORT = 4;

/** Secrets of characters that JSON, URLs and HTML write in other ways, among others. */
const secret = fc.string({
  unit: fc.constantFrom(..."abcXYZ0189-_.~+/=\"'<>&\\%"),
  minLength: 16,
  maxLength: 60,
});

const SPELLINGS: ((secret: string) => string)[] = [
  (text) => text,
  (text) => encodeURIComponent(text),
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
  (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;"),
  (text) => Array.from(text, (each) => `%${each.charCodeAt(0).toString(16)}`).join(""),
  (text) => encodeURIComponent(encodeURIComponent(text)),
  (text) => Array.from(text, (each) => `&#${each.charCodeAt(0)};`).join(""),
  (text) => Array.from(text, (each) => `&#x${each.charCodeAt(0).toString(16)};`).join(""),
  (text) => Array.from(text, (each) => `\\x${each.charCodeAt(0).toString(16)}`).join(""),
];

Deno.test("a secret is gone wherever it stands, however it is spelt and wherever it is cut", () => {
  const text = fc.string({ unit: "binary", maxLength: 30 });
  fc.assert(
    fc.property(
      ...[secret, text, text, fc.constantFrom(...SPELLINGS), fc.nat(100)] as const,
      (key, before, after, spell, kept) => {
        const redact = createRedactor([key]);
        const written = spell(key);
        const whole = redact(before + written + after);
        assert.ok(!whole.includes(spell(key.slice(0, LONG))), whole);
        assert.ok(whole.includes(REDACTED));
        const cut = redact(before + written.slice(0, kept));
        assert.ok(!cut.includes(spell(key.slice(0, LONG))), cut);
        assert.ok(!cut.endsWith(spell(key.slice(0, SHORT))), cut);
        // A part that was quoted and cut inside a longer text.
        const quoted = redact(`${before}"${written.slice(0, kept)}… ${after}`);
        assert.ok(!quoted.includes(spell(key.slice(0, LONG))), quoted);
      },
    ),
    { numRuns: 1000 },
  );
});

/** Without repetition: of `aaaa...` every part is like every other, and no key is like that. */
const varied = fc.uniqueArray(fc.constantFrom(..."abcdefXYZ0189-_.~+/=\"'<>&%"), { minLength: 16 })
  .map((chosen) => chosen.join(""));

Deno.test("a secret is gone from base64, whatever stands around it", () => {
  const around = fc.string({ unit: "binary-ascii", maxLength: 8 });
  fc.assert(
    fc.property(
      ...[varied, around, around, fc.boolean()] as const,
      (key, before, after, inUrl) => {
        let encoded = btoa(before + key + after);
        if (inUrl) encoded = encoded.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
        const clean = createRedactor([key])(`authorization: ${encoded}`);
        assert.ok(clean.includes(REDACTED), clean);
        // What is left says at most a character of the secret on either side.
        const left = clean.slice("authorization: ".length).replace(REDACTED, "");
        assert.ok(left.length <= Math.ceil((before.length + after.length) * 4 / 3) + 6, clean);
      },
    ),
    { numRuns: 1000 },
  );
});

Deno.test("a secret that is broken into lines is still one", () => {
  const key = "q7Wc-0123456789-abcdefghijkl";
  const redact = createRedactor([key]);
  for (const lineBreak of ["\n", "\r\n", "\\n", "\\r\\n", "\n    ", "%0A"]) {
    for (const at of [1, 7, 20]) {
      const broken = key.slice(0, at) + lineBreak + key.slice(at);
      assert.equal(redact(`key: ${broken}.`), `key: ${REDACTED}.`, JSON.stringify(broken));
    }
  }
});

Deno.test("a long part of a secret is gone wherever it was cut out, and so is what goes on in another field", () => {
  const key = "q7Wc-0123456789-abcdefghijkl";
  const redact = createRedactor([key]);
  assert.equal(redact(`ends in ${key.slice(-12)}.`), `ends in ${REDACTED}.`);
  assert.equal(redact(`has "${key.slice(5, 22)}"`), `has "${REDACTED}"`);
  assert.equal(redact(`ends in ${key.slice(-11)}.`), `ends in ${key.slice(-11)}.`);
  assert.equal(
    redact(`{"reasoning": "${key.slice(0, 9)}"}{"content": "${key.slice(9)}"}`),
    `{"reasoning": "${REDACTED}"}{"content": "${REDACTED}"}`,
  );
  // Without its beginning, and in pieces.
  const pieces = [key.slice(3, 9), key.slice(9, 12), key.slice(12, 20)];
  assert.equal(
    redact(pieces.map((text) => JSON.stringify({ text })).join("\n")),
    pieces.map(() => JSON.stringify({ text: REDACTED })).join("\n"),
  );
});

/** Ways to say a text in pieces, an event or a field at a time. */
const FRAMINGS: Record<string, (pieces: readonly string[]) => string> = {
  "events of OpenAI": (pieces) =>
    pieces.map((piece, index) =>
      `data: ${JSON.stringify({ id: `c-${index}`, choices: [{ delta: { content: piece } }] })}\n\n`
    ).join(""),
  "named events": (pieces) =>
    pieces.map((text) =>
      `event: delta\r\ndata: ${JSON.stringify({ type: "text_delta", text })}\r\n\r\n`
    ).join(""),
  "JSON lines": (pieces) =>
    pieces.map((response) => JSON.stringify({ model: "m", response, done: false }) + "\n").join(""),
  "a list in one object": (pieces) => JSON.stringify({ model: "m", error: { detail: pieces } }),
  "objects without anything between": (pieces) =>
    pieces.map((text) => JSON.stringify({ delta: { text } })).join(""),
  "one object over lines of data": (pieces) =>
    'data: {"text": "' + pieces.join("\ndata: ") + '"}\n\n',
  "events without JSON": (pieces) => pieces.map((piece) => `id: 7\ndata: ${piece}\n\n`).join(""),
  "an answer that was cut off": (pieces) =>
    pieces.map((text) => JSON.stringify({ delta: { text } })).join("").slice(0, -3),
};

/** A text cut at these places, without the empty parts. */
function cutAt(text: string, places: readonly number[]): string[] {
  const cuts = [0, ...places.map((place) => place % text.length), text.length];
  return cuts.sort((a, b) => a - b).slice(1).map((to, index) => text.slice(cuts[index], to))
    .filter((piece) => piece !== "");
}

Deno.test("of a secret that is said in pieces every piece is gone, and the rest is as it was", () => {
  fc.assert(
    fc.property(
      // A quotation mark that ends a piece could be the secret's own.
      varied.map((key) => key.replaceAll('"', "'")),
      fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
      fc.constantFrom(...Object.keys(FRAMINGS)),
      (key, places, name) => {
        const frame = FRAMINGS[name]!;
        const pieces = cutAt(key, places);
        assert.equal(createRedactor([key])(frame(pieces)), frame(pieces.map(() => REDACTED)), name);
      },
    ),
    { numRuns: 2000, seed: 20261122 },
  );
});

Deno.test("what stands before and after a secret in pieces is kept, and so are other answers", () => {
  const redact = createRedactor(["q7Wc-0123456789-abcdefghijkl"]);
  const say = FRAMINGS["events of OpenAI"]!;
  assert.equal(
    redact(say(["Your key is q7", "Wc-0123456", "789-abcdefghijkl, I", " think"])),
    say([`Your key is ${REDACTED}`, REDACTED, `${REDACTED}, I`, " think"]),
  );
  // Its beginning is long enough to be known by, and the rest follows.
  assert.equal(redact(say(["q7Wc-0123456789", "-abcdef"])), say([REDACTED, REDACTED]));
  const harmless = say(["The q7", "th of ", "0123", "456789"]);
  assert.equal(redact(harmless), harmless);
  // Somebody else's, by its shape.
  assert.equal(
    redact(say(["sk-pr", "oj-ABCDEFGH", "IJKLMNOP."])),
    say([REDACTED, REDACTED, `${REDACTED}.`]),
  );
});

Deno.test("a text without a secret stays as it is, and any text at all can be read", () => {
  const redact = createRedactor(["q7#q7#q7#q7#q7#", "\ud800 half a pair"]);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      if (!text.includes("q7#q")) assert.equal(redact(text), text);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("redacting twice changes nothing more", () => {
  fc.assert(fc.property(secret, fc.string(), fc.string(), (key, before, after) => {
    const redact = createRedactor([key]);
    const once = redact(before + key + after);
    assert.equal(redact(once), once);
  }));
});

Deno.test("keys are recognised by their shape, whoever they belong to", () => {
  const redact = createRedactor([]);
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.c2lnbmF0dXJl";
  const shaped = [
    "sk-proj-abcdefghijklmnop",
    "gsk_abcdefghijklmnop",
    "AIzaSyA-abcdefghijklmnopqrst",
    "Bearer abcdefgh12345678",
    "Basic dXNlcjpwYXNzd29yZDE=",
    "sk-ant-api03-abcdefghijklmnop-AA",
    "sk-or-v1-0123456789abcdef",
    "hf_abcdefghijklmnopqrst",
    "r8_abcdefghijklmnopqrst",
    "tgp_v1_abcdefghijklmnopqrst",
    "cfut_abcdefghijklmnopqrst0123",
    "AKIAIOSFODNN7EXAMPLE",
    "ASIAIOSFODNN7EXAMPLE",
    "ABSKQmVkcm9ja0FQSUtleS1leGFtcGxl",
    `Signature=${"0123456789abcdef".repeat(4)}`,
    "ya29.a0AfH6SMBxExampleToken-_",
    "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\nByqGSM49\n-----END PRIVATE KEY-----",
    jwt,
  ];
  for (const key of shaped) {
    assert.equal(redact(`the key ${key} is wrong`), `the key ${REDACTED} is wrong`);
  }
  const harmless = "rate limit reached for gpt-4o-mini in organization org-1 on tokens per min";
  assert.equal(redact(harmless), harmless);
  const words =
    "Basic authentication failed: see https://x.test/basic/access for AKIA and hf_ keys";
  assert.equal(redact(words), words);
});

Deno.test("a long text costs time in proportion to its length", () => {
  const redact = createRedactor(["aaaaaaaaaaaaaaaaaaaaaaab"]);
  const startedAt = Date.now();
  redact("a".repeat(1_000_000));
  assert.ok(Date.now() - startedAt < 5000);
});

Deno.test("words of headers are secrets, but for short ones and those of harmless headers", () => {
  assert.deepEqual(
    secretsOf({ kind: "key", key: "the-key" }, {
      Authorization: "Token abcdefgh-{index}-ijklmnopq",
      cookie: "session=0123456789; id=7",
      accept: "application/json",
      "Content-Type": "application/json",
      "x-tier": "gold",
    }),
    ["the-key", "abcdefgh-", "-ijklmnopq", "session=0123456789"],
  );
  assert.deepEqual(secretsOf({ kind: "none" }, {}), []);
  const aws = { accessKeyId: "AKIA0", secretAccessKey: "wJalr", sessionToken: "token" };
  assert.deepEqual(secretsOf({ kind: "aws", ...aws }, {}), ["AKIA0", "wJalr", "token"]);
});

Deno.test("createRedactor() hides secrets of which one begins as the other does, or within it", () => {
  const first = "ya29.same-beginning-FIRST-0123456789";
  const second = "ya29.same-beginning-SECOND-9876543210";
  const within = "FIRST-0123456789-and-more-of-its-own";
  const redact = createRedactor([first, second, within]);
  assert.equal(redact(`was ${second}, is ${first}.`), "was [redacted], is [redacted].");
  assert.equal(redact(`${first}-and-more-of-its-own!`), "[redacted]!");
});
