import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { importSPKI, jwtVerify } from "jose";
import { exchangeAssertion } from "../../../../jobs/credentials/exchange_assertion.ts";
import { parseServiceAccount } from "../../../../jobs/credentials/service_account.ts";
import {
  accountFile,
  PRIVATE_KEY,
  PUBLIC_KEY,
  startTokenServer,
  type TokenServer,
} from "../../../testing/token_server.ts";

const NOW = new Date("2026-11-22T12:00:00.700Z");
const EMAIL = "bench@some-project.iam.gserviceaccount.com";

/** Exchanges with a server that answers so. */
async function exchange(
  answer: () => Response | Promise<Response>,
  check: (server: TokenServer) => void | Promise<void> = () => {},
) {
  const server = startTokenServer(answer);
  try {
    const account = parseServiceAccount(accountFile(server.tokenUri), "X");
    const token = await exchangeAssertion(account, { fetch, now: () => NOW });
    await check(server);
    return token;
  } finally {
    await server.stop();
  }
}

/** The message with which an exchange fails. */
async function refusal(answer: () => Response | Promise<Response>): Promise<string> {
  let message = "";
  await assert.rejects(exchange(answer), (error: Error) => {
    message = error.message;
    assert.equal(error.name, "CredentialError");
    assert.ok(!/\n/.test(message), "one line");
    return true;
  });
  return message;
}

Deno.test("an account's word is a JWT that Google's rules accept, and is exchanged for a token", async () => {
  const token = await exchange(
    () => Response.json({ access_token: "ya29.abc", expires_in: 3599, token_type: "Bearer" }),
    async ({ forms, tokenUri }) => {
      assert.equal(forms.length, 1);
      assert.equal(forms[0]!.get("grant_type"), "urn:ietf:params:oauth:grant-type:jwt-bearer");
      const { payload, protectedHeader } = await jwtVerify(
        forms[0]!.get("assertion")!,
        await importSPKI(PUBLIC_KEY, "RS256"),
        { issuer: EMAIL, audience: tokenUri, currentDate: NOW, algorithms: ["RS256"] },
      );
      assert.deepEqual(protectedHeader, { alg: "RS256", typ: "JWT", kid: "key-1" });
      assert.equal(payload.scope, "https://www.googleapis.com/auth/cloud-platform");
      assert.equal(payload.iat, Math.floor(NOW.getTime() / 1000));
      assert.equal(payload.exp! - payload.iat!, 3600);
    },
  );
  assert.deepEqual(token, { token: "ya29.abc", issuedAtMs: NOW.getTime(), livesMs: 3_599_000 });
});

Deno.test("a token whose life is not given lives an hour", async () => {
  const { livesMs } = await exchange(() => Response.json({ access_token: "t" }));
  assert.equal(livesMs, 3_600_000);
});

Deno.test("a refusal repeats what the server said, and not the word it was given", async () => {
  const server = startTokenServer((request) =>
    Response.json({
      error: "invalid_grant",
      error_description: `Invalid JWT: ${server.forms[request]!.get("assertion")}\nretry`,
    }, { status: 400 })
  );
  try {
    const account = parseServiceAccount(accountFile(server.tokenUri), "X");
    await assert.rejects(
      exchangeAssertion(account, { fetch, now: () => NOW }),
      (error: Error) => {
        assert.match(
          error.message,
          /^no token for bench@\S+: 127\.0\.0\.1:\d+ answered HTTP 400: invalid_grant: Invalid JWT: \[redacted\]/,
        );
        const [header, claims] = server.forms[0]!.get("assertion")!.split(".");
        assert.ok(!error.message.includes(header!) && !error.message.includes(claims!));
        return true;
      },
    );
  } finally {
    await server.stop();
  }
});

Deno.test("hostile answers are refused in one short line", async () => {
  const cases: [() => Response, RegExp][] = [
    [() => new Response("\x1b[31mno\n".repeat(1000), { status: 500 }), /answered HTTP 500$/],
    [
      () => Response.json({ error: `a\x1b[31m\n${"x".repeat(9000)}` }, { status: 401 }),
      /HTTP 401: a/,
    ],
    [() => new Response("not JSON"), /gave none$/],
    [() => new Response("null"), /gave none$/],
    [() => Response.json({ access_token: 5 }), /gave none$/],
    [() => Response.json({ access_token: "" }), /gave none$/],
    [() => Response.json({ access_token: "a\r\nx: y" }), /gave none$/],
    [() => Response.json({ access_token: "a".repeat(9000) }), /gave none$/],
    [() => Response.json({ access_token: "a", expires_in: "soon" }), /without a life/],
    [() => Response.json({ access_token: "a", expires_in: -1 }), /without a life/],
    [
      () => new Response(null, { status: 307, headers: { location: "http://127.0.0.1:9/" } }),
      /answered HTTP 307$/,
    ],
  ];
  for (const [answer, says] of cases) {
    const message = await refusal(answer);
    assert.match(message, says);
    assert.ok(message.length < 600 && !message.includes("\x1b"), message);
  }
});

Deno.test("an endless answer is given up after some kilobytes", async () => {
  let sent = 0;
  const message = await refusal(() =>
    new Response(
      new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 16_384;
          controller.enqueue(new Uint8Array(16_384).fill(0x20));
        },
      }),
    )
  );
  assert.match(message, /gave none$/);
  assert.ok(sent < 32 * 1024 * 1024, `${sent} bytes were sent`);
});

Deno.test("a server that is not there is named", async () => {
  const gone = startTokenServer(() => new Response());
  await gone.stop();
  const account = parseServiceAccount(accountFile(gone.tokenUri), "X");
  await assert.rejects(exchangeAssertion(account, { fetch, now: () => NOW }), {
    name: "CredentialError",
    message: /^no token for the Google service account: 127\.0\.0\.1:\d+ could not be reached$/,
  });
});

Deno.test("a key file that is none is refused, and its key is not shown", () => {
  const ec = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const uri = "https://oauth2.googleapis.com/token";
  const secret = PRIVATE_KEY.split("\n")[3]!;
  const cases: [string, RegExp][] = [
    [`{"private_key": "${secret}`, /MY_KEY is not a JSON object/],
    ["[]", /MY_KEY is not a JSON object/],
    ["null", /MY_KEY is not a JSON object/],
    [accountFile(uri, { type: "authorized_user" }), /holds no service account: "type"/],
    [accountFile(uri, { client_email: undefined }), /has no "client_email"/],
    [accountFile(uri, { private_key: "" }), /has no "private_key"/],
    [accountFile(uri, { private_key: PRIVATE_KEY.slice(0, 300) }), /is not an RSA key in PEM/],
    [accountFile(uri, { private_key: ec.privateKey }), /is not an RSA key in PEM/],
  ];
  for (const [json, says] of cases) {
    assert.throws(() => parseServiceAccount(json, "MY_KEY"), (error: Error) => {
      assert.equal(error.name, "CredentialError");
      assert.match(error.message, says);
      assert.ok(!error.message.includes(secret.slice(0, 8)) && !error.message.includes("BEGIN"));
      assert.equal(error.cause, undefined);
      return true;
    });
  }
});

Deno.test("an account's word goes to Google or stays on this machine", () => {
  const allowed = [
    undefined,
    "https://oauth2.googleapis.com/token",
    "https://accounts.google.com/o/oauth2/token",
    "https://sts.googleapis.com/v1/token",
    "http://127.0.0.1:8080/token",
    "http://localhost:1/t",
    "https://[::1]/t",
  ];
  for (const tokenUri of allowed) {
    const { tokenUri: url } = parseServiceAccount(
      accountFile("", { token_uri: tokenUri }),
      "X",
    );
    assert.equal(url.href, tokenUri ?? "https://oauth2.googleapis.com/token");
  }
  const refused = [
    "http://oauth2.googleapis.com/token",
    "https://evil.example/token",
    "https://googleapis.com.evil.example/token",
    "https://evilgoogleapis.com/token",
    "https://user:pass@oauth2.googleapis.com/token",
    "http://127.0.0.1.evil.example/token",
    "file:///etc/passwd",
    "no URL",
    "",
    5,
  ];
  for (const tokenUri of refused) {
    assert.throws(
      () => parseServiceAccount(accountFile("", { token_uri: tokenUri }), "X"),
      /^CredentialError: the "token_uri" in X is not Google's/,
      String(tokenUri),
    );
  }
});
