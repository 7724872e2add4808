import assert from "node:assert/strict";
import {
  chooseTransport,
  type Surroundings,
  surroundingsOf,
  type Target,
} from "../../../../jobs/wire/mod.ts";
import { proxyVariableFor } from "../../../../jobs/wire/proxy_for.ts";
import { startByteServer } from "../../../testing/byte_server.ts";

const PLAIN: Target = { hostname: "127.0.0.1", port: 8000, tls: false };
const TLS: Target = { hostname: "api.example.com", port: 443, tls: true };
const FREE: Surroundings = { proxyVariable: null, ffiObstacle: null, http2Only: false };

Deno.test("raw is taken unless there is a reason, and native code never unasked", () => {
  for (const target of [PLAIN, TLS]) {
    assert.deepEqual(chooseTransport(null, target, FREE), {
      transport: "raw",
      reason: "the default",
    });
  }
});

Deno.test("fetch is taken where a proxy stands between, or HTTP/2 is all a host speaks", () => {
  const proxied = chooseTransport(null, PLAIN, { ...FREE, proxyVariable: "HTTP_PROXY" });
  assert.equal(proxied.transport, "fetch-byob");
  assert.match(proxied.reason, /^HTTP_PROXY sends requests for 127\.0\.0\.1 through a proxy/);
  const modern = chooseTransport(null, TLS, { ...FREE, http2Only: true });
  assert.equal(modern.transport, "fetch-byob");
  assert.match(modern.reason, /api\.example\.com speaks HTTP\/2 alone/);
});

Deno.test("a transport that is asked for is taken, or refused in one line", () => {
  assert.equal(chooseTransport("ffi", PLAIN, FREE).transport, "ffi");
  assert.equal(
    chooseTransport("raw", PLAIN, { ...FREE, proxyVariable: "HTTP_PROXY" }).transport,
    "raw",
  );
  assert.throws(() => chooseTransport("ffi", TLS, FREE), {
    name: "TypeError",
    message: "cannot measure api.example.com with the transport ffi: it cannot do TLS; " +
      "leave --transport out, or choose raw",
  });
  const forbidden = { ...FREE, ffiObstacle: "it needs the permission --allow-ffi" };
  assert.throws(() => chooseTransport("ffi", PLAIN, forbidden), /it needs the permission/);
});

Deno.test("a proxy is found in the variables that fetch reads, unless NO_PROXY excepts the host", () => {
  const variable = (target: Target, env: Record<string, string>) =>
    proxyVariableFor(target, (name) => env[name]);
  assert.equal(variable(TLS, {}), null);
  assert.equal(variable(TLS, { HTTPS_PROXY: "" }), null);
  assert.equal(variable(TLS, { HTTPS_PROXY: "http://p:1" }), "HTTPS_PROXY");
  assert.equal(variable(TLS, { HTTP_PROXY: "http://p:1" }), null);
  assert.equal(variable(PLAIN, { http_proxy: "http://p:1" }), "http_proxy");
  for (
    const [exceptions, excepted] of [
      ["example.com", true],
      [".example.com", true],
      ["other.org, API.example.com", true],
      ["*", true],
      ["ample.com", false],
      ["example.com.org", false],
      ["", false],
    ] as const
  ) {
    const found = variable(TLS, { HTTPS_PROXY: "http://p:1", NO_PROXY: exceptions });
    assert.equal(found === null, excepted, exceptions);
  }
  for (
    const [exceptions, excepted] of [
      ["127.0.0.1", true],
      ["127.0.0.0/8", true],
      ["10.0.0.0/8", false],
      ["127.0.0.1/33x", false],
    ] as const
  ) {
    const found = variable(PLAIN, { HTTP_PROXY: "http://p:1", no_proxy: exceptions });
    assert.equal(found === null, excepted, exceptions);
  }
});

Deno.test("a host that speaks HTTP/2 alone is recognised; one that is silent about it is not", async () => {
  const read = (name: string) =>
    Deno.readTextFile(new URL(`../../../testing/certificates/${name}`, import.meta.url));
  const certificate = { cert: await read("localhost.pem"), key: await read("localhost.key.pem") };
  const caCerts = [await read("ca.pem")];
  for (
    const [alpnProtocols, http2Only] of [[["h2"], true], [["h2", "http/1.1"], false], [[], false]]
  ) {
    const server = startByteServer(
      async (peer) => void await peer.expect("never"),
      { ...certificate, alpnProtocols: alpnProtocols as string[] },
    );
    const target = { hostname: "localhost", port: server.port, tls: true };
    const surroundings = await surroundingsOf(target, caCerts, () => undefined);
    assert.equal(surroundings.http2Only, http2Only, String(alpnProtocols));
    await server.stop();
  }
});
