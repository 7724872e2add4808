import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ffiObstacle } from "../../../../jobs/wire/ffi/mod.ts";
import {
  type Channel,
  type ChannelOptions,
  createChannelFactory,
  decodeResponse,
  encodeRequest,
  type Exchange,
  nowMs,
  ResponseTape,
  type Timeouts,
  type Transport,
  TRANSPORTS,
  WireFailure,
} from "../../../../jobs/wire/mod.ts";
import { type Peer, startByteServer } from "../../../testing/byte_server.ts";

// One list of behaviours for every transport: whoever measures need not know which one it is.

const TIMEOUTS: Timeouts = { connectMs: 2000, firstByteMs: 2000, stallMs: 2000, totalMs: 4000 };
const HEAD = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n";
const OK = `${HEAD}ok`;

const obstacle = ffiObstacle();
if (obstacle !== null) console.warn(`the transport ffi is NOT tested: ${obstacle}`);

/** What `fetch` cannot see of a connection. */
const seesConnections = (transport: Transport) => transport !== "fetch-byob";

function forEachTransport(name: string, test: (transport: Transport) => Promise<void>): void {
  for (const transport of TRANSPORTS) {
    const ignore = transport === "ffi" && obstacle !== null;
    Deno.test({ name: `${transport}: ${name}`, ignore, fn: () => test(transport) });
  }
}

interface Client {
  channel: Channel;
  tape: ResponseTape;
  exchange(body?: string): Promise<Exchange>;
  /** Status and text of the answer on the tape. */
  answer(): { status: number | null; body: string };
}

/** A channel to this port, its timeouts enforced as the load generator does it. */
async function withClient(
  transport: Transport,
  port: number,
  test: (client: Client) => Promise<void>,
  { hostname = "127.0.0.1", maxBytes = 1_000_000, ...options }: Partial<ChannelOptions> & {
    hostname?: string;
    maxBytes?: number;
  } = {},
): Promise<void> {
  const factory = createChannelFactory(transport, {
    target: { hostname, port, tls: false },
    timeouts: TIMEOUTS,
    caCerts: [],
    ...options,
  });
  const channel = factory.channel();
  const tape = new ResponseTape(maxBytes);
  const ticker = setInterval(() => channel.enforceTimeouts(nowMs()), 5);
  const exchange = (body = "{}") =>
    channel.exchange(
      encodeRequest({
        method: "POST",
        url: new URL(`http://${hostname}:${port}/v1?a=b`),
        headers: { authorization: "Bearer k" },
        body,
      }),
      tape,
    );
  const answer = () => {
    const { head, body } = decodeResponse(tape.recorded());
    return { status: head?.statusCode ?? null, body: new TextDecoder().decode(body) };
  };
  try {
    await test({ channel, tape, exchange, answer });
  } finally {
    clearInterval(ticker);
    channel.close();
    await factory.close();
  }
}

/** A channel to a scripted server. */
async function withServer(
  transport: Transport,
  script: (peer: Peer) => Promise<void>,
  test: (client: Client, connections: () => number) => Promise<void>,
  options: { timeouts?: Partial<Timeouts>; maxBytes?: number } = {},
): Promise<void> {
  const server = startByteServer(script);
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  try {
    await withClient(
      transport,
      server.port,
      (client) => test(client, server.connections),
      { ...options, timeouts },
    );
  } finally {
    await server.stop();
  }
}

forEachTransport("the request arrives whole, and so does the answer", async (transport) => {
  let request = "";
  await withServer(transport, async (peer) => {
    request = await peer.expect('{"a":1}');
    await peer.send(OK);
    await peer.expect("never");
  }, async ({ exchange, answer }) => {
    assert.equal((await exchange('{"a":1}')).failure, null);
    assert.deepEqual(answer(), { status: 200, body: "ok" });
  });
  assert.match(request, /^POST \/v1\?a=b HTTP\/1\.1\r\n/);
  assert.match(request, /\r\ncontent-length: 7\r\n/i);
  assert.match(request, /\r\naccept-encoding: identity\r\n/i);
  assert.match(request, /\r\nauthorization: Bearer k\r\n/i);
});

for (
  const [framing, answer] of [
    [
      "chunks",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n4\r\n two\r\n0\r\n\r\n",
    ],
    ["a length", "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\none two"],
    ["the connection's end", "HTTP/1.1 200 OK\r\n\r\none two"],
  ] as const
) {
  forEachTransport(`an answer framed by ${framing} is the same text`, async (transport) => {
    await withServer(transport, async (peer) => {
      await peer.expect("{}");
      for (const piece of answer.match(/[^]{1,9}/g)!) {
        await peer.send(piece);
        await sleep(1);
      }
    }, async (client) => {
      assert.equal((await client.exchange()).failure, null);
      assert.deepEqual(client.answer(), { status: 200, body: "one two" });
    });
  });
}

forEachTransport("an answer without a body ends with its head", async (transport) => {
  await withServer(transport, async (peer) => {
    await peer.expect("{}");
    await peer.send("HTTP/1.1 204 No Content\r\n\r\n");
    await peer.expect("never");
  }, async ({ exchange, answer }) => {
    assert.equal((await exchange()).failure, null);
    assert.deepEqual(answer(), { status: 204, body: "" });
  });
});

forEachTransport("a redirect is an answer, and is not followed", async (transport) => {
  await withServer(transport, async (peer) => {
    await peer.expect("{}");
    await peer.send("HTTP/1.1 307 X\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n");
    await peer.expect("never");
  }, async ({ exchange, answer }, connections) => {
    assert.equal((await exchange()).failure, null);
    assert.equal(answer().status, 307);
    assert.equal(connections(), 1);
  });
});

forEachTransport("a long answer is recorded to the last byte", async (transport) => {
  const body = Array.from({ length: 60_000 }, (_, i) => String(i)).join(" ");
  await withServer(transport, async (peer) => {
    await peer.expect("{}");
    await peer.send(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await peer.expect("never");
  }, async ({ exchange, answer }) => {
    assert.equal((await exchange()).failure, null);
    assert.equal(answer().body, body);
  });
});

forEachTransport("phases follow one another", async (transport) => {
  await withServer(transport, async (peer) => {
    for (;;) {
      await peer.expect("{}");
      await sleep(30);
      await peer.send(HEAD);
      await sleep(30);
      await peer.send("ok");
    }
  }, async ({ exchange, tape }, connections) => {
    const first = await exchange();
    if (seesConnections(transport)) {
      assert.ok(first.connectStartMs! <= first.connectedMs!);
      assert.ok(first.connectedMs! <= first.sentMs!);
    } else {
      assert.equal(first.connectStartMs, null);
      assert.equal(first.connectedMs, null);
    }
    assert.ok(tape.stampsMs[0]! - first.sentMs! >= 29);
    assert.ok(tape.stampsMs[tape.reads - 1]! - tape.stampsMs[0]! >= 25);
    assert.ok(tape.stampsMs[tape.reads - 1]! <= first.endMs);
    assert.equal(tape.ends[tape.reads - 1], tape.used);
    const second = await exchange();
    assert.equal(second.failure, null);
    assert.equal(second.connectStartMs, null);
    assert.equal(second.connectedMs, null);
    assert.equal(connections(), 1);
  });
});

forEachTransport(
  "a prepared channel keeps its set-up times for the first request",
  async (transport) => {
    await withServer(transport, async (peer) => {
      await peer.expect("{}");
      await peer.send(OK);
      await peer.expect("never");
    }, async ({ channel, exchange }, connections) => {
      await channel.prepare();
      const prepared = nowMs();
      const first = await exchange();
      assert.ok(first.sentMs! >= prepared);
      if (seesConnections(transport)) assert.ok(first.connectedMs! <= prepared);
      assert.equal(connections(), 1);
    });
  },
);

forEachTransport(
  "a server that asks to close gets a new connection next time",
  async (transport) => {
    await withServer(transport, async (peer) => {
      await peer.expect("{}");
      await peer.send(OK.replace("content-length", "connection: close\r\ncontent-length"));
      await peer.expect("never");
    }, async ({ exchange }, connections) => {
      assert.equal((await exchange()).failure, null);
      const second = await exchange();
      assert.equal(second.failure, null);
      if (seesConnections(transport)) assert.notEqual(second.connectedMs, null);
      assert.equal(connections(), 2);
    });
  },
);

forEachTransport("a kept connection that died while idle is replaced once", async (transport) => {
  await withServer(transport, async (peer) => {
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
    if (seesConnections(transport)) assert.equal(second.retries, 1);
    assert.equal(connections(), 2);
  });
});

forEachTransport(
  "a fresh connection that closes without an answer is a reset, and no second try",
  async (transport) => {
    await withServer(transport, async (peer) => {
      await peer.expect("{}");
      peer.close();
    }, async ({ exchange }, connections) => {
      const { failure, retries } = await exchange();
      assert.equal(failure?.kind, "reset");
      assert.equal(failure?.phase, "first_byte");
      assert.equal(retries, 0);
      assert.equal(connections(), 1);
    });
  },
);

forEachTransport(
  "a TCP reset in the middle of a body is a failure, and what came is kept",
  async (transport) => {
    const halfCame = Promise.withResolvers<void>();
    // Deno.Conn cannot reset; Node's sockets can.
    const server = net.createServer((socket) => {
      socket.on("error", () => {});
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
      halfCame.promise.then(() => socket.resetAndDestroy());
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as net.AddressInfo;
    await withClient(transport, port, async ({ exchange, answer }) => {
      const exchanging = exchange();
      while (answer().body !== "half") await sleep(2);
      halfCame.resolve();
      const { failure } = await exchanging;
      assert.equal(failure?.kind, seesConnections(transport) ? "reset" : "truncated");
      assert.equal(failure?.phase, "body");
      assert.equal(answer().body, "half");
    });
    server.close();
    await once(server, "close");
  },
);

forEachTransport(
  "hanging up on a request that is still being sent is a failure",
  async (transport) => {
    await withServer(transport, async (peer) => {
      await peer.expect("POST");
      await peer.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
      await sleep(30);
    }, async ({ exchange }) => {
      const { failure } = await exchange("x".repeat(20_000_000));
      assert.equal(failure?.kind, seesConnections(transport) ? "reset" : "truncated");
    });
  },
);

forEachTransport(
  "an answer that comes before a long request was read is the answer",
  async (transport) => {
    await withServer(transport, async (peer) => {
      await peer.expect("POST");
      await peer.send("HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n");
      await sleep(200);
    }, async ({ exchange, answer }, connections) => {
      assert.equal((await exchange("x".repeat(20_000_000))).failure, null);
      assert.equal(answer().status, 413);
      // The rest of that request was never sent, so the connection cannot carry another.
      await exchange("x".repeat(20_000_000));
      assert.equal(connections(), 2);
    });
  },
);

forEachTransport("a long request that is read slowly arrives whole", async (transport) => {
  let length = 0;
  await withServer(transport, async (peer) => {
    await peer.expect("POST");
    await sleep(50);
    length = (await peer.expect("end")).length;
    await peer.send(OK);
    await peer.expect("never");
  }, async ({ exchange }) => {
    assert.equal((await exchange("x".repeat(4_000_000) + "end")).failure, null);
  });
  assert.ok(length > 3_000_000);
});

forEachTransport("a connection closed before the declared end is truncated", async (transport) => {
  await withServer(transport, async (peer) => {
    await peer.expect("{}");
    await peer.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
  }, async ({ exchange, answer }) => {
    assert.equal((await exchange()).failure?.kind, "truncated");
    assert.equal(answer().body, "half");
  });
});

forEachTransport("an answer that is not HTTP is malformed", async (transport) => {
  await withServer(transport, async (peer) => {
    await peer.expect("{}");
    await peer.send("SSH-2.0-OpenSSH_9.2\r\n\r\n");
    await peer.expect("never");
  }, async ({ exchange }) => {
    const { failure } = await exchange();
    assert.equal(failure?.kind, "malformed");
    assert.equal(failure?.phase, "headers");
  });
});

for (
  const [name, sent, limits, kind, phase] of [
    ["no byte", "", { firstByteMs: 60 }, "timeout_first_byte", "first_byte"],
    ["silence in the body", OK.slice(0, -1), { stallMs: 60 }, "timeout_stall", "body"],
    ["an answer without end", OK.slice(0, -1), { totalMs: 600 }, "timeout_total", "body"],
  ] as const
) {
  forEachTransport(`${name} ends in ${kind}, in the phase it happened`, async (transport) => {
    await withServer(transport, async (peer) => {
      await peer.expect("{}");
      await peer.send(sent);
      await peer.expect("never");
    }, async ({ exchange }) => {
      const started = nowMs();
      const { failure, endMs } = await exchange();
      assert.equal(failure?.kind, kind);
      assert.equal(failure?.phase, phase);
      assert.ok(endMs - started >= 59);
    }, { timeouts: limits });
  });
}

forEachTransport("silence in the headers ends within its limit", async (transport) => {
  await withServer(transport, async (peer) => {
    await peer.expect("{}");
    await peer.send("HTTP/1.1 200");
    await peer.expect("never");
  }, async ({ exchange }) => {
    const { failure } = await exchange();
    // `fetch` does not show a head before it is whole.
    const [kind, phase] = seesConnections(transport)
      ? ["timeout_stall", "headers"]
      : ["timeout_first_byte", "first_byte"];
    assert.equal(failure?.kind, kind);
    assert.equal(failure?.phase, phase);
  }, { timeouts: { stallMs: 60, firstByteMs: 120 } });
});

forEachTransport("an answer over the size limit is an overflow", async (transport) => {
  await withServer(transport, async (peer) => {
    await peer.expect("{}");
    await peer.send(`HTTP/1.1 200 OK\r\n\r\n${"x".repeat(400_000)}`);
  }, async ({ exchange, tape }) => {
    const { failure } = await exchange();
    assert.equal(failure?.kind, "overflow");
    assert.ok(tape.bytes.length <= 300_000 * 2);
  }, { maxBytes: 200_000 });
});

forEachTransport(
  "aborting ends an exchange with the given failure, and the channel can be used again",
  async (transport) => {
    await withServer(transport, async (peer) => {
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
  },
);

forEachTransport(
  "nobody listening is a connect failure, an unknown name a dns failure",
  async (transport) => {
    const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const port = (free.addr as Deno.NetAddr).port;
    free.close();
    for (const [hostname, kind] of [["127.0.0.1", "connect"], ["no-such-host.invalid", "dns"]]) {
      await withClient(transport, port, async ({ exchange }) => {
        const { failure, sentMs } = await exchange();
        assert.equal(failure?.kind, kind);
        assert.equal(failure?.phase, "connect");
        assert.equal(sentMs, null);
      }, { hostname: hostname! });
    }
  },
);

forEachTransport("a host can be given by name", async (transport) => {
  const server = startByteServer(async (peer) => {
    await peer.expect("{}");
    await peer.send(OK);
    await peer.expect("never");
  });
  await withClient(transport, server.port, async ({ exchange, answer }) => {
    assert.equal((await exchange()).failure, null);
    assert.equal(answer().body, "ok");
  }, { hostname: "localhost" });
  await server.stop();
});

forEachTransport("many slots of one thread are served side by side", async (transport) => {
  const server = startByteServer(async (peer) => {
    for (;;) {
      await peer.expect("}");
      await peer.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
      for (let event = 0; event < 5; event++) {
        await sleep(5);
        await peer.send("9\r\ndata: x\n\n\r\n");
      }
      await peer.send("0\r\n\r\n");
    }
  });
  const factory = createChannelFactory(transport, {
    target: { hostname: "127.0.0.1", port: server.port, tls: false },
    timeouts: TIMEOUTS,
    caCerts: [],
  });
  const slots = Array.from({ length: 20 }, async (_, slot) => {
    const channel = factory.channel();
    const tape = new ResponseTape(10_000);
    for (let turn = 0; turn < 3; turn++) {
      const url = new URL(`http://127.0.0.1:${server.port}/`);
      const body = JSON.stringify({ slot, turn });
      const { failure } = await channel.exchange(
        encodeRequest({ method: "POST", url, headers: {}, body }),
        tape,
      );
      assert.equal(failure, null);
      const { body: received } = decodeResponse(tape.recorded());
      assert.equal(new TextDecoder().decode(received), "data: x\n\n".repeat(5));
    }
    channel.close();
  });
  await Promise.all(slots);
  await factory.close();
  if (seesConnections(transport)) assert.equal(server.connections(), 20);
  await server.stop();
});
