import assert from "node:assert/strict";
import {
  encodeRequest,
  RawChannel,
  ResponseTape,
  type Timeouts,
} from "../../../../jobs/wire/mod.ts";
import {
  type Peer,
  type ServerCertificate,
  startByteServer,
} from "../../../testing/byte_server.ts";

// What raw alone can do: TLS. Everything else it shares with the other transports, and is tested
// with them.

const TIMEOUTS: Timeouts = { connectMs: 2000, firstByteMs: 2000, stallMs: 2000, totalMs: 4000 };
const REQUEST = encodeRequest({
  method: "POST",
  url: new URL("https://localhost/v1"),
  headers: {},
  body: "{}",
});

const read = (name: string) =>
  Deno.readTextFile(new URL(`../../../testing/certificates/${name}`, import.meta.url));

/** One request to a server with this certificate. */
async function ask(
  certificate: ServerCertificate,
  { hostname, caCerts = [] }: { hostname: string; caCerts?: string[] },
) {
  const server = startByteServer(async (peer: Peer) => {
    await peer.expect("{}");
    await peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    await peer.expect("never");
  }, certificate);
  const target = { hostname, port: server.port, tls: true };
  const channel = new RawChannel({ target, timeouts: TIMEOUTS, caCerts });
  const tape = new ResponseTape(1000);
  try {
    return { tape, ...await channel.exchange(REQUEST, tape) };
  } finally {
    channel.close();
    await server.stop();
  }
}

Deno.test("TLS with ALPN http/1.1 works, and an untrusted or misnamed certificate is a tls failure", async () => {
  const certificate = {
    cert: await read("localhost.pem"),
    key: await read("localhost.key.pem"),
    alpnProtocols: ["h2", "http/1.1"],
  };
  const caCerts = [await read("ca.pem")];
  const good = await ask(certificate, { hostname: "localhost", caCerts });
  assert.equal(good.failure, null);
  assert.match(new TextDecoder().decode(good.tape.recorded().bytes), /ok$/);
  const h2Only = { ...certificate, alpnProtocols: ["h2"] };
  for (
    const refused of [
      ask(certificate, { hostname: "localhost" }),
      ask(certificate, { hostname: "127.0.0.1", caCerts }),
      ask(h2Only, { hostname: "localhost", caCerts }),
    ]
  ) {
    const { failure, sentMs } = await refused;
    assert.equal(failure?.kind, "tls");
    assert.equal(failure?.phase, "connect");
    assert.equal(sentMs, null);
  }
});

Deno.test("TLS with a server that says nothing ends within the connect limit", async () => {
  const server = startByteServer(async (peer) => {
    await peer.expect("never");
  });
  const channel = new RawChannel({
    target: { hostname: "127.0.0.1", port: server.port, tls: true },
    timeouts: { ...TIMEOUTS, connectMs: 80 },
    caCerts: [],
  });
  const { failure } = await channel.exchange(new Uint8Array(1), new ResponseTape(1000));
  assert.equal(failure?.kind, "tls");
  assert.match(failure!.message, /within 80 ms/);
  await server.stop();
});
