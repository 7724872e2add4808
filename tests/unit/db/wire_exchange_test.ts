import assert from "node:assert/strict";
import fc from "fast-check";
import { concat, keepLastReady, splitExchanges } from "../../../db/wire_exchange.ts";

function message(type: string, body: number[] = []): Uint8Array {
  const bytes = new Uint8Array(5 + body.length);
  bytes[0] = type.charCodeAt(0);
  new DataView(bytes.buffer).setInt32(1, 4 + body.length);
  bytes.set(body, 5);
  return bytes;
}

/** The types of whole messages: `PDS`. */
function types(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length;) {
    text += String.fromCharCode(bytes[i]!);
    i += 1 + new DataView(bytes.buffer, bytes.byteOffset).getInt32(i + 1);
  }
  return text;
}

const messagesOf = (letters: string) =>
  fc.array(
    fc.tuple(fc.constantFrom(...letters), fc.array(fc.nat(255), { maxLength: 20 }))
      .map(([type, body]) => message(type, body)),
    { minLength: 1 },
  );

Deno.test("splitExchanges() cuts behind each Sync and Query, and loses no byte", () => {
  fc.assert(fc.property(messagesOf("PBDEHSQC"), (messages) => {
    const whole = concat(messages);
    const exchanges = splitExchanges(whole);
    assert.deepEqual(concat(exchanges.map((exchange) => exchange.bytes)), whole);
    for (const [i, { bytes, endsReady }] of exchanges.entries()) {
      const kinds = types(bytes);
      assert.ok(!/[SQ]/.test(kinds.slice(0, -1)), kinds);
      assert.equal(endsReady, /[SQ]$/.test(kinds));
      assert.ok(endsReady || i === exchanges.length - 1);
    }
  }));
});

Deno.test("splitExchanges() leaves a start-up packet whole", () => {
  const startup = Uint8Array.of(0, 0, 0, 9, 0, 3, 0, 0, 0);
  assert.deepEqual(splitExchanges(startup), [{ bytes: startup, endsReady: true }]);
});

Deno.test("splitExchanges() refuses half a message", () => {
  fc.assert(fc.property(messagesOf("PBDEHSQ"), fc.nat(), (messages, at) => {
    const last = messages.at(-1)!;
    const cut = concat(messages).subarray(0, -(1 + at % (last.length - 1)));
    assert.throws(() => splitExchanges(cut), RangeError);
  }));
});

Deno.test("keepLastReady() keeps all messages in order, and of ReadyForQuery only one at the end", () => {
  fc.assert(fc.property(messagesOf("12TDCEZN"), fc.boolean(), (messages, endsReady) => {
    const kept = types(keepLastReady(concat(messages), endsReady));
    const sent = types(concat(messages));
    const last = endsReady && sent.endsWith("Z") ? "Z" : "";
    assert.equal(kept, sent.replaceAll("Z", "") + last);
  }));
});
