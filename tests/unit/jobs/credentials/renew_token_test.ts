import assert from "node:assert/strict";
import type { AccessToken } from "../../../../jobs/credentials/exchange_assertion.ts";
import { renewToken } from "../../../../jobs/credentials/renew_token.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A source over a clock that is set by hand, and token servers that answer when they are told to. */
function world(livesMs: number) {
  const exchanges: PromiseWithResolvers<AccessToken>[] = [];
  const logged: string[] = [];
  let nowMs = 1_000_000;
  const source = renewToken({ token: "first", issuedAtMs: nowMs, livesMs }, {
    exchange: () => {
      const exchange = Promise.withResolvers<AccessToken>();
      exchanges.push(exchange);
      return exchange.promise;
    },
    now: () => new Date(nowMs),
    log: (line) => logged.push(line),
  });
  return {
    exchanges,
    logged,
    now: () => nowMs,
    pass: (ms: number) => nowMs += ms,
    token: () => {
      const credential = source();
      assert.equal(credential.kind, "bearer");
      return credential.kind === "bearer" ? credential.token : "";
    },
  };
}

/** Lets promises that are settled have their say. */
const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

Deno.test("a token is renewed once, ten minutes before its end, and given on until the new one is there", async () => {
  const { exchanges, token, pass, now } = world(HOUR);
  pass(50 * MINUTE - 1);
  assert.equal(token(), "first");
  assert.equal(exchanges.length, 0);
  pass(1);
  assert.equal(token(), "first");
  assert.equal(token(), "first");
  assert.equal(exchanges.length, 1);
  exchanges[0]!.resolve({ token: "second", issuedAtMs: now(), livesMs: HOUR });
  await settle();
  assert.equal(token(), "second");
  pass(50 * MINUTE - 1);
  assert.equal(token(), "second");
  assert.equal(exchanges.length, 1);
  pass(1);
  token();
  assert.equal(exchanges.length, 2);
});

Deno.test("a token of a short life is renewed halfway", () => {
  const { exchanges, token, pass } = world(4 * MINUTE);
  pass(2 * MINUTE - 1);
  token();
  assert.equal(exchanges.length, 0);
  pass(1);
  token();
  assert.equal(exchanges.length, 1);
});

Deno.test("a token server is not asked more than twice a minute, whatever it says", async () => {
  const { exchanges, token, pass, now, logged } = world(1);
  for (let second = 0; second < 120; second++) {
    token();
    exchanges.at(-1)?.resolve({ token: "t", issuedAtMs: now(), livesMs: 1 });
    await settle();
    pass(1000);
  }
  assert.ok(exchanges.length <= 4, `${exchanges.length}`);
  assert.deepEqual(logged, []);
});

Deno.test("a renewal that failed is told, and tried again half a minute later", async () => {
  const { exchanges, token, pass, now, logged } = world(HOUR);
  pass(50 * MINUTE);
  token();
  exchanges[0]!.reject(new Error("the server is away"));
  await settle();
  assert.deepEqual(logged, ["the token in use was not renewed: the server is away"]);
  pass(29_999);
  assert.equal(token(), "first");
  assert.equal(exchanges.length, 1);
  pass(1);
  token();
  assert.equal(exchanges.length, 2);
  exchanges[1]!.resolve({ token: "second", issuedAtMs: now(), livesMs: HOUR });
  await settle();
  assert.equal(token(), "second");
});
