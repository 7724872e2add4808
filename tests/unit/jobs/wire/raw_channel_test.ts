import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  encodeRequest,
  type Exchange,
  nowMs,
  RawChannel,
  ResponseTape,
  type Timeouts,
  WireFailure,
} from "../../../../jobs/wire/mod.ts";
import {
  type Peer,
  type ServerCertificate,
  startByteServer,
} from "../../../testing/byte_server.ts";

const TIMEOUTS: Timeouts = { connectMs: 2000, firstByteMs: 2000, stallMs: 2000, totalMs: 4000 };
const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

interface Client {
  channel: RawChannel;
  tape: ResponseTape;
  exchange(body?: string): Promise<Exchange>;
}

/** A channel to a scripted server, its timeouts enforced as the load generator does it. */
async function withServer(
  script: (peer: Peer) => Promise<void>,
  test: (client: Client, connections: () => number) => Promise<void>,
  options: {
    timeouts?: Partial<Timeouts>;
    certificate?: ServerCertificate;
    caCerts?: string[];
    hostname?: string;
    maxBytes?: number;
  } = {},
): Promise<void> {
  const server = startByteServer(script, options.certificate);
  const hostname = options.hostname ?? "127.0.0.1";
  const tls = options.certificate !== undefined;
  const channel = new RawChannel({
    target: { hostname, port: server.port, tls },
    timeouts: { ...TIMEOUTS, ...options.timeouts },
    caCerts: options.caCerts ?? [],
  });
  const tape = new ResponseTape(options.maxBytes ?? 1_000_000);
  const ticker = setInterval(() => channel.enforceTimeouts(nowMs()), 5);
  const exchange = (body = "{}") =>
    channel.exchange(
      encodeRequest({
        method: "POST",
        url: new URL(`${tls ? "https" : "http"}://${hostname}:${server.port}/v1?a=b`),
        headers: { authorization: "Bearer k" },
        body,
      }),
      tape,
    );
  try {
    await test({ channel, tape, exchange }, server.connections);
  } finally {
    clearInterval(ticker);
    channel.close();
    await server.stop();
  }
}

const text = (tape: ResponseTape) => new TextDecoder().decode(tape.bytes.subarray(0, tape.used));

Deno.test("the request reaches the server whole and the answer is recorded whole", async () => {
  let request = "";
  await withServer(async (peer) => {
    request = await peer.expect('{"a":1}');
    await peer.send(OK);
    await peer.expect("\n\n");
  }, async ({ exchange, tape }) => {
    const result = await exchange('{"a":1}');
    assert.equal(result.failure, null);
    assert.equal(text(tape), OK);
  });
  assert.match(request, /^POST \/v1\?a=b HTTP\/1\.1\r\n/);
  assert.match(request, /\r\ncontent-length: 7\r\n/);
  assert.match(request, /\r\naccept-encoding: identity\r\n/);
});

Deno.test("phases follow one another, and a reused connection has no connect phase", async () => {
  await withServer(async (peer) => {
    for (;;) {
      await peer.expect("{}");
      await sleep(30);
      await peer.send(OK.slice(0, 10));
      await sleep(30);
      await peer.send(OK.slice(10));
    }
  }, async ({ exchange, tape }, connections) => {
    const first = await exchange();
    assert.ok(first.connectStartMs! <= first.connectedMs!);
    assert.ok(first.connectedMs! <= first.sentMs!);
    assert.ok(tape.stampsMs[0]! - first.sentMs! >= 29);
    assert.ok(tape.stampsMs[tape.reads - 1]! - tape.stampsMs[0]! >= 25);
    assert.ok(tape.stampsMs[tape.reads - 1]! <= first.endMs);
    assert.equal(tape.ends[tape.reads - 1], OK.length);
    const second = await exchange();
    assert.equal(second.failure, null);
    assert.equal(second.connectStartMs, null);
    assert.equal(second.connectedMs, null);
    assert.equal(connections(), 1);
  });
});

Deno.test("a prepared channel keeps the set-up times for its first request", async () => {
  await withServer(async (peer) => {
    await peer.expect("{}");
    await peer.send(OK);
    await peer.expect("{}");
  }, async ({ channel, exchange }, connections) => {
    await channel.prepare();
    const prepared = nowMs();
    const first = await exchange();
    assert.ok(first.connectedMs! <= prepared && first.sentMs! >= prepared);
    assert.equal(connections(), 1);
  });
});

Deno.test("a server that asks to close gets a new connection next time", async () => {
  await withServer(async (peer) => {
    await peer.expect("{}");
    await peer.send(OK.replace("content-length", "connection: close\r\ncontent-length"));
    await peer.expect("never");
  }, async ({ exchange }, connections) => {
    assert.equal((await exchange()).failure, null);
    const second = await exchange();
    assert.equal(second.failure, null);
    assert.notEqual(second.connectedMs, null);
    assert.equal(connections(), 2);
  });
});

Deno.test("a kept connection that dies before any byte came is replaced once, and counted", async () => {
  await withServer(async (peer) => {
    await peer.expect("{}");
    await peer.send(OK);
    if (peer.number === 0) return peer.close();
    await peer.expect("{}");
    await peer.send(OK);
  }, async ({ exchange }, connections) => {
    assert.equal((await exchange()).retries, 0);
    await sleep(20);
    const second = await exchange();
    assert.equal(second.failure, null);
    assert.equal(second.retries, 1);
    assert.equal(connections(), 2);
  });
});

Deno.test("a fresh connection that closes without an answer is a reset, without a second try", async () => {
  await withServer(async (peer) => {
    await peer.expect("{}");
    peer.close();
  }, async ({ exchange }, connections) => {
    const { failure, retries } = await exchange();
    assert.equal(failure?.kind, "reset");
    assert.equal(failure?.phase, "first_byte");
    assert.equal(retries, 0);
    assert.equal(connections(), 1);
  });
});

Deno.test("a TCP reset in the middle of a body is a reset, and what came is kept", async () => {
  // Deno.Conn cannot reset; Node's sockets can.
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
    setTimeout(() => socket.resetAndDestroy(), 30);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as net.AddressInfo;
  const channel = new RawChannel({
    target: { hostname: "127.0.0.1", port, tls: false },
    timeouts: TIMEOUTS,
    caCerts: [],
  });
  const tape = new ResponseTape(1000);
  const { failure } = await channel.exchange(new Uint8Array(10), tape);
  assert.equal(failure?.kind, "reset");
  assert.equal(failure?.phase, "body");
  assert.match(text(tape), /half$/);
  server.close();
  await once(server, "close");
});

Deno.test("hanging up on a request that is still being sent is a reset", async () => {
  await withServer(async (peer) => {
    await peer.expect("POST");
    await peer.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
    await sleep(30);
  }, async ({ exchange }) => {
    assert.equal((await exchange("x".repeat(20_000_000))).failure?.kind, "reset");
  });
});

Deno.test("a connection closed before the declared end is truncated", async () => {
  await withServer(async (peer) => {
    await peer.expect("{}");
    await peer.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
  }, async ({ exchange }) => {
    assert.equal((await exchange()).failure?.kind, "truncated");
  });
});

Deno.test("an answer that comes before a long request was read is the answer", async () => {
  await withServer(async (peer) => {
    await peer.expect("POST");
    await peer.send("HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n");
    await sleep(200);
  }, async ({ exchange, tape }, connections) => {
    const { failure } = await exchange("x".repeat(20_000_000));
    assert.equal(failure, null);
    assert.match(text(tape), /^HTTP\/1\.1 413/);
    // The rest of that request was never sent, so the connection cannot carry another.
    await exchange("x".repeat(20_000_000));
    assert.equal(connections(), 2);
  });
});

for (
  const [name, sent, limits, kind, phase] of [
    ["no byte", "", { firstByteMs: 60 }, "timeout_first_byte", "first_byte"],
    ["silence in the headers", "HTTP/1.1 200", { stallMs: 60 }, "timeout_stall", "headers"],
    ["silence in the body", `${OK.slice(0, -1)}`, { stallMs: 60 }, "timeout_stall", "body"],
    ["an answer without end", `${OK.slice(0, -1)}`, { totalMs: 60 }, "timeout_total", "body"],
  ] as const
) {
  Deno.test(`${name} ends in ${kind}, in the phase it happened`, async () => {
    await withServer(async (peer) => {
      await peer.expect("{}");
      await peer.send(sent);
      await peer.expect("never");
    }, async ({ exchange }) => {
      const started = nowMs();
      const { failure, endMs } = await exchange();
      assert.equal(failure?.kind, kind);
      assert.equal(failure?.phase, phase);
      assert.ok(endMs - started >= 59 && endMs - started < 1000);
    }, { timeouts: limits });
  });
}

Deno.test("an answer over the size limit is an overflow", async () => {
  await withServer(async (peer) => {
    await peer.expect("{}");
    await peer.send(`HTTP/1.1 200 OK\r\n\r\n${"x".repeat(400_000)}`);
  }, async ({ exchange, tape }) => {
    const { failure } = await exchange();
    assert.equal(failure?.kind, "overflow");
    assert.ok(tape.bytes.length <= 300_000 * 2);
  }, { maxBytes: 200_000 });
});

Deno.test("aborting ends an exchange with the given failure, and the channel can be used again", async () => {
  await withServer(async (peer) => {
    await peer.expect("{}");
    if (peer.number > 0) await peer.send(OK);
    await peer.expect("never");
  }, async ({ channel, exchange }) => {
    const pending = exchange();
    await sleep(30);
    const failure = new WireFailure("client", "body", "interrupted");
    channel.abort(failure);
    assert.equal((await pending).failure, failure);
    assert.equal((await exchange()).failure, null);
  });
});

Deno.test("nobody listening is a connect failure, an unknown name a dns failure", async () => {
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = (free.addr as Deno.NetAddr).port;
  free.close();
  for (const [hostname, kind] of [["127.0.0.1", "connect"], ["no-such-host.invalid", "dns"]]) {
    const channel = new RawChannel({
      target: { hostname: hostname!, port, tls: false },
      timeouts: TIMEOUTS,
      caCerts: [],
    });
    const result = await channel.exchange(new Uint8Array(1), new ResponseTape(1000));
    assert.equal(result.failure?.kind, kind);
    assert.equal(result.failure?.phase, "connect");
    assert.equal(result.sentMs, null);
  }
});

const read = (name: string) =>
  Deno.readTextFile(new URL(`../../../testing/certificates/${name}`, import.meta.url));

Deno.test("TLS with ALPN http/1.1 works, and an untrusted or misnamed certificate is a tls failure", async () => {
  const certificate = {
    cert: await read("localhost.pem"),
    key: await read("localhost.key.pem"),
    alpnProtocols: ["h2", "http/1.1"],
  };
  const caCerts = [await read("ca.pem")];
  const script = async (peer: Peer) => {
    await peer.expect("{}");
    await peer.send(OK);
  };
  await withServer(script, async ({ exchange, tape }) => {
    assert.equal((await exchange()).failure, null);
    assert.equal(text(tape), OK);
  }, { certificate, caCerts, hostname: "localhost" });
  for (
    const options of [
      { certificate, hostname: "localhost" },
      { certificate, caCerts, hostname: "127.0.0.1" },
      { certificate: { ...certificate, alpnProtocols: ["h2"] }, caCerts, hostname: "localhost" },
    ]
  ) {
    await withServer(script, async ({ exchange }) => {
      const { failure, sentMs } = await exchange();
      assert.equal(failure?.kind, "tls");
      assert.equal(failure?.phase, "connect");
      assert.equal(sentMs, null);
    }, options);
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
