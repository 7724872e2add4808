import assert from "node:assert/strict";
import fc from "fast-check";
import type {
  EventContent,
  GenerationRequest,
  Protocol,
} from "../../../../providers/protocols/mod.ts";
import { protocols } from "../../../../providers/protocols/mod.ts";
import { foldAnswer } from "../../../testing/fold_answer.ts";
import {
  type AnswerFixture,
  CANARY,
  type ProtocolFixture,
  protocolFixtures,
} from "../../../testing/protocol_fixtures/mod.ts";

/*
 * What every protocol must do, whatever its format. A new protocol is held to it by its fixture in
 * tests/testing/protocol_fixtures.
 */

const NOW = Date.UTC(2026, 10, 22);
const PROMPT = "Which way to the harbour?";

function fixtureOf({ id }: Protocol): ProtocolFixture {
  const found = protocolFixtures.find(({ protocol }) => protocol === id);
  assert.ok(found, `write tests/testing/protocol_fixtures/${id.replaceAll("-", "_")}.ts`);
  return found;
}

function requestOf(model: string, changes: Partial<GenerationRequest> = {}): GenerationRequest {
  return {
    model,
    messages: [{ role: "user", content: PROMPT }],
    maxTokens: 150,
    stream: true,
    samplingParams: {},
    ...changes,
  };
}

/** A request as the fixture's credential signs it. */
function build(
  protocol: Protocol,
  changes: Partial<GenerationRequest> = {},
  { baseUrl = "", credential = fixtureOf(protocol).credential } = {},
) {
  const fixture = fixtureOf(protocol);
  return protocol.buildRequest(
    new URL(baseUrl === "" ? fixture.baseUrl : baseUrl),
    requestOf(fixture.model, changes),
    credential,
    NOW,
  );
}

function answersOf({ plain, reasoning }: ProtocolFixture): AnswerFixture[] {
  return reasoning === null ? [plain] : [plain, reasoning];
}

/** What holds for content whatever it was read from. */
function checkContent(content: EventContent): void {
  const { text, reasoning, error, finishReason, usage } = content;
  for (const each of [text, reasoning, error, finishReason]) {
    assert.ok(each === undefined || (typeof each === "string" && each !== ""), String(each));
  }
  assert.ok((error ?? "").length <= 300, "an error is short");
  assert.ok((finishReason ?? "").length <= 201, "a finish reason is short");
  for (const count of Object.values(usage ?? {})) {
    assert.ok(count === null || (Number.isInteger(count) && count >= 0 && count < 2 ** 31));
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}

for (const protocol of protocols) {
  const { id } = protocol;

  Deno.test(`${id}: a stream says what its API documents, as text, reasoning, usage and finish`, () => {
    const fixture = fixtureOf(protocol);
    for (const answer of protocol.cannotStream === null ? answersOf(fixture) : []) {
      const folded = foldAnswer(protocol.createReader(), answer.events);
      assert.deepEqual(
        { ...folded, ended: null },
        {
          text: answer.text,
          reasoning: answer.reasoning,
          usage: answer.usage,
          finishReason: answer.finishReason,
          error: null,
          ended: null,
        },
      );
      if (protocol.hasEndMark) assert.ok(folded.ended || folded.finishReason !== null);
    }
  });

  Deno.test(`${id}: a whole answer says the same as the stream`, () => {
    for (const answer of answersOf(fixtureOf(protocol))) {
      const content = protocol.readBody(answer.body);
      checkContent(content);
      assert.equal(content.text, answer.text);
      assert.equal(content.reasoning ?? "", answer.reasoning);
      assert.equal(content.finishReason ?? null, answer.bodyFinishReason ?? answer.finishReason);
      const usage = answer.bodyUsage ?? answer.usage;
      const counted = Object.values(usage).some((count) => count !== null);
      assert.deepEqual(content.usage, counted ? usage : undefined);
      assert.equal(content.error, undefined);
    }
  });

  Deno.test(`${id}: an error inside a 200 is reported, and never taken for an answer`, () => {
    for (const { events, body, says } of fixtureOf(protocol).errors) {
      if (events !== null) {
        const folded = foldAnswer(protocol.createReader(), events);
        assert.ok(folded.error?.includes(says), `${folded.error} says ${says}`);
      }
      const error = protocol.readBody(body).error;
      assert.ok(error?.includes(says), `${error} says ${says}`);
    }
  });

  Deno.test(`${id}: an error event is short however long the provider's message is`, () => {
    for (const { events, body, says } of fixtureOf(protocol).errors) {
      const long = (text: string) => text.replace(says, `${says} ${"x".repeat(20_000)}`);
      checkContent(protocol.readBody(long(body)));
      const readEvent = protocol.createReader();
      for (const event of events ?? []) {
        const data = long(event.data);
        const bytes = event.bytes === undefined ? {} : { bytes: new TextEncoder().encode(data) };
        checkContent(readEvent({ ...event, data, ...bytes }));
      }
    }
  });

  Deno.test(`${id}: a stream cut after its first text has neither an end nor a finish reason`, () => {
    for (const answer of protocol.cannotStream === null ? answersOf(fixtureOf(protocol)) : []) {
      const readEvent = protocol.createReader();
      const first = answer.events.findIndex((event) => readEvent(event).text !== undefined);
      assert.ok(first >= 0);
      const cut = foldAnswer(protocol.createReader(), answer.events.slice(0, first + 1));
      assert.equal(cut.ended, false);
      assert.equal(cut.finishReason, null);
    }
  });

  Deno.test(`${id}: readers of two answers do not disturb each other`, () => {
    const { events, text } = fixtureOf(protocol).plain;
    if (protocol.cannotStream !== null) return;
    const [left, right] = [protocol.createReader(), protocol.createReader()];
    const texts = ["", ""];
    for (const event of events) {
      texts[0] += left(event).text ?? "";
      texts[1] += right(event).text ?? "";
    }
    assert.deepEqual(texts, [text, text]);
  });

  Deno.test(`${id}: the request asks its documented URL for the prompt, the limit and a stream`, () => {
    const fixture = fixtureOf(protocol);
    const { method, url, headers, body } = build(protocol);
    assert.equal(method, "POST");
    assert.equal(url.href, fixture.url);
    assert.equal(headers["content-type"], "application/json");
    assert.equal(body.split(PROMPT).length, 2, "the prompt stands in the body once");
    assert.match(body, /:150\b/);
    assert.deepEqual(Object.keys(headers).filter((name) => name !== name.toLowerCase()), []);
    const whole = build(protocol, { stream: false });
    if (protocol.cannotStream === null) {
      assert.notDeepEqual(
        [whole.url.href, whole.body],
        [url.href, body],
        "a request for a whole answer differs",
      );
    }
    assert.doesNotMatch(build(protocol, { maxTokens: null }).body, /:150\b/);
  });

  Deno.test(`${id}: a pasted URL gives the same request as the short one, and keeps its query`, () => {
    for (const stream of [true, false]) {
      const { url } = build(protocol, { stream });
      for (const pasted of [build(protocol).url, build(protocol, { stream: false }).url, url]) {
        assert.equal(build(protocol, { stream }, { baseUrl: pasted.href }).url.href, url.href);
        const slashed = new URL(pasted);
        slashed.pathname += "/";
        assert.equal(build(protocol, { stream }, { baseUrl: slashed.href }).url.href, url.href);
      }
    }
    const base = new URL(fixtureOf(protocol).baseUrl);
    base.searchParams.set("tenant", "a b");
    base.hash = "top";
    const { url } = build(protocol, {}, { baseUrl: base.href });
    assert.equal(url.searchParams.get("tenant"), "a b");
    assert.equal(url.hash, "");
    assert.equal(url.origin, base.origin, "a key goes to the endpoint's own origin only");
  });

  Deno.test(`${id}: the key stands in its header and nowhere else`, () => {
    const { secretHeaders } = fixtureOf(protocol);
    const { url, headers, body } = build(protocol);
    const holding = Object.keys(headers).filter((name) => headers[name]!.includes(CANARY));
    assert.deepEqual(holding, secretHeaders);
    assert.equal(`${url.href}${body}`.includes(CANARY), false);
    const open = build(protocol, {}, { credential: { kind: "none" } });
    assert.equal(JSON.stringify(open).includes(CANARY), false);
    const token = build(protocol, {}, { credential: { kind: "bearer", token: CANARY } });
    assert.equal(token.headers.authorization, `Bearer ${CANARY}`);
    assert.equal(Object.values(token.headers).join("\n").split(CANARY).length, 2);
  });

  Deno.test(`${id}: a key that would break its header is refused without being shown`, () => {
    for (const key of ["", `${CANARY}\n`, `${CANARY}\r\nx-evil: 1`, `${CANARY} 2`, `${CANARY}é`]) {
      for (const credential of [{ kind: "key", key }, { kind: "bearer", token: key }] as const) {
        assert.throws(() => build(protocol, {}, { credential }), (error) => {
          assert.ok(error instanceof TypeError, String(error));
          assert.equal(error.message.includes(CANARY), false);
          return true;
        });
      }
    }
  });

  Deno.test(`${id}: sampling parameters that would change what is measured are refused`, () => {
    for (const field of fixtureOf(protocol).owned) {
      assert.throws(() => build(protocol, { samplingParams: { [field]: 1 } }), (error) => {
        assert.ok(error instanceof TypeError, String(error));
        const rule = `sampling parameters must not set "${field}": the workload sets it`;
        assert.ok(error.message.startsWith(rule), error.message);
        return true;
      });
    }
  });

  Deno.test(`${id}: other sampling parameters go into the body, and null takes a field out`, () => {
    const { body } = build(protocol, { samplingParams: { temperature: 0.25, seed: 7 } });
    assert.match(body, /"temperature":0\.25\b/);
    assert.match(body, /"seed":7\b/);
    const plain = build(protocol).body;
    const removed = build(protocol, { samplingParams: { temperature: null } }).body;
    assert.deepEqual(JSON.parse(removed), JSON.parse(plain));
    const hostile = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}');
    build(protocol, { samplingParams: hostile });
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });

  Deno.test(`${id}: building a request changes nothing it was given and gives the same again`, () => {
    const fixture = fixtureOf(protocol);
    const base = new URL(fixture.baseUrl);
    const before = base.href;
    const request = deepFreeze(
      requestOf(fixture.model, {
        messages: [{ role: "system", content: "Be brief." }, { role: "user", content: PROMPT }],
        samplingParams: { temperature: 0, stop: ["\n"], options: { a: 1 } },
      }),
    );
    const credential = deepFreeze({ ...fixture.credential });
    const [first, second] = [1, 2].map(() => protocol.buildRequest(base, request, credential, NOW));
    assert.deepEqual(first, second);
    assert.equal(base.href, before);
    assert.ok(first!.body.includes("Be brief."));
  });

  Deno.test(`${id}: a value nested deeper than any stack is no reason to fall over`, () => {
    const fixture = fixtureOf(protocol);
    const deep = "[".repeat(8000) + "]".repeat(8000);
    // Only binary events are told apart by their names.
    const named = protocol.framing === "aws-event-stream" ? fixture.plain.events : [];
    const names = new Set([null, ...named.map(({ name }) => name)]);
    for (const text of new Set(genuineTexts(fixture))) {
      // Each value in turn, where it is a text or a number.
      for (const { index, 0: found } of text.matchAll(/(?<=":)("[^"]*"|\d+)/g)) {
        const data = text.slice(0, index) + deep + text.slice(index + found.length);
        const bytes = new TextEncoder().encode(data);
        const reads = [...names].map((name) => () =>
          protocol.createReader()({ name, data, bytes })
        );
        for (const read of [...reads, () => protocol.readBody(data)]) {
          try {
            checkContent(read());
          } catch (error) {
            if (!(error instanceof SyntaxError)) throw error;
          }
        }
      }
    }
  });

  Deno.test(`${id}: nothing on the wire makes it throw anything but SyntaxError`, () => {
    const fixture = fixtureOf(protocol);
    const genuine = genuineTexts(fixture);
    const known = fixture.plain.events.map(({ name }) => name);
    const names = [null, "error", "__proto__", "", ...known];
    const data = fc.oneof(
      fc.string(),
      fc.json(),
      fc.tuple(fc.constantFrom(...genuine), fc.nat(), fc.jsonValue()).map(bent),
      fc.tuple(fc.constantFrom(...genuine), fc.nat()).map(([text, at]) =>
        text.slice(0, at % (text.length + 1))
      ),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(data, fc.constantFrom(...names)), { minLength: 1 }),
        (given) => {
          const readEvent = protocol.createReader();
          for (const [text, name] of given) {
            const bytes = new TextEncoder().encode(text);
            for (
              const read of [
                () => readEvent({ name, data: text }),
                () => readEvent({ name, data: text, bytes }),
                () => protocol.readBody(text),
              ]
            ) {
              try {
                checkContent(read());
              } catch (error) {
                if (!(error instanceof SyntaxError)) throw error;
                assert.ok(error.message.length < 400, error.message);
              }
            }
          }
        },
      ),
      { numRuns: 300, seed: 20261122 },
    );
  });
}

/** The events and bodies that the fixture has as JSON, as text. */
function genuineTexts(fixture: ProtocolFixture): string[] {
  const streams = [...answersOf(fixture), ...fixture.errors];
  return streams.flatMap(({ events, body }) => [...(events ?? []).map(({ data }) => data), body]);
}

/** A genuine event with another value, or a hostile field, in one place of it. */
function bent([text, at, value]: [string, number, unknown]): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text + JSON.stringify(value);
  }
  const places: [holder: Record<string, unknown>, field: string][] = [];
  const walk = (node: unknown) => {
    if (typeof node !== "object" || node === null) return;
    for (const [field, inner] of Object.entries(node)) {
      places.push([node as Record<string, unknown>, field]);
      walk(inner);
    }
  };
  walk(parsed);
  const place = places[at % (places.length || 1)];
  if (place !== undefined) place[0][place[1]] = value;
  return JSON.stringify(parsed);
}

Deno.test("every fixture belongs to a protocol", () => {
  const ids = protocols.map(({ id }) => id);
  for (const { protocol } of protocolFixtures) assert.ok(ids.includes(protocol), protocol);
});

Deno.test("every protocol describes itself in one line of help", () => {
  for (const { id, description } of protocols) {
    assert.match(description, /^[^\n]{10,80}$/, id);
  }
});
