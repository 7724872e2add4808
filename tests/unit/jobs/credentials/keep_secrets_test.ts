import assert from "node:assert/strict";
import { keepSecrets, requestRenewalMs } from "../../../../jobs/credentials/mod.ts";
import type { Credential } from "../../../../providers/protocols/mod.ts";

Deno.test("every token a source ever gave is taken out of texts, and so are headers' words", () => {
  let token = "first-token-of-all";
  const { credential, redact } = keepSecrets(() => ({ kind: "bearer", token }), {
    "x-own": "header-word-1",
  });
  assert.equal(redact("first-token-of-all"), "[redacted]");
  token = "second-token-of-all";
  assert.deepEqual(credential(), { kind: "bearer", token });
  token = "third-token-of-all";
  credential();
  assert.equal(
    redact("first-token-of-all second-token-of-all third-token-of-all header-word-1 else"),
    "[redacted] [redacted] [redacted] [redacted] else",
  );
});

Deno.test("requests that are signed, or bear a token, are made anew when they have waited", () => {
  const kinds: [Credential, boolean][] = [
    [{ kind: "none" }, false],
    [{ kind: "key", key: "k" }, false],
    [{ kind: "bearer", token: "t" }, true],
    [{ kind: "aws", accessKeyId: "a", secretAccessKey: "s", sessionToken: null }, true],
  ];
  for (const [credential, renewed] of kinds) {
    const ms = requestRenewalMs(credential);
    assert.equal(ms !== null, renewed, credential.kind);
    // AWS refuses what is five minutes old.
    assert.ok(ms === null || ms <= 240_000);
  }
});
