import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { Slot } from "../../jobs/loadgen/slot.ts";
import { buildSample } from "../../jobs/samples/build_sample.ts";
import type { Sample } from "../../jobs/samples/mod.ts";
import { ffiObstacle } from "../../jobs/wire/ffi/mod.ts";
import {
  type ChannelOptions,
  createChannelFactory,
  encodeRequest,
  nowMs,
  type Recording,
  type Transport,
  TRANSPORTS,
} from "../../jobs/wire/mod.ts";
import { startByteServer } from "../testing/byte_server.ts";
import { type FaultPeer, startFaultServer } from "../testing/fault_server.ts";
import { makeContext } from "../testing/recordings.ts";
import { type Expected, LIMITS, SOUND, WIRE_FAULTS } from "../testing/wire_faults.ts";

// Every way to fail at the level of bytes on a socket, on every transport: what it is called, in
// which phase, and that the next request of the same slot does not suffer from it.

/** Faults played at once: enough to wait for several limits together. */
const LANES = 12;

/** The recordings of each fault's request and of the sound one after it, on one channel. */
async function playAll(transport: Transport): Promise<Map<string, [Recording, Recording]>> {
  const names = Object.keys(WIRE_FAULTS);
  const server = await startFaultServer((path, peer) =>
    peer.number === 0 ? WIRE_FAULTS[names[Number(path.slice(1))]!]!.play(peer) : peer.send(SOUND)
  );
  const createFactory = () =>
    createChannelFactory(transport, {
      target: { hostname: "127.0.0.1", port: server.port, tls: false },
      timeouts: LIMITS,
      caCerts: [],
    });
  // A pool of connections would play a fault on one that was used before, and hide it by asking again.
  const pooled = transport === "fetch-byob";
  const factories = pooled ? names.map(createFactory) : [createFactory()];
  const channels = names.map((_, index) => factories[pooled ? index : 0]!.channel());
  const ticker = setInterval(() => {
    for (const channel of channels) channel.enforceTimeouts(nowMs());
  }, 5);
  const recordings = new Map<string, [Recording, Recording]>();
  const queue = names.entries();
  const lane = async () => {
    for (const [index, name] of queue) {
      const slot = new Slot(channels[index]!, WIRE_FAULTS[name]!.maxBytes ?? 16 * 1024 * 1024);
      const bytes = encodeRequest({
        method: "POST",
        url: new URL(`http://127.0.0.1:${server.port}/${index}`),
        headers: {},
        body: "{}",
      });
      // Kept beyond the next exchange, which uses the same tape.
      const ask = async () =>
        structuredClone(
          await slot.exchange({ index, phase: "measured", bytes, dueMs: null }, nowMs()),
        );
      recordings.set(name, [await ask(), await ask()]);
    }
  };
  try {
    await Promise.all(Array.from({ length: LANES }, lane));
    return recordings;
  } finally {
    clearInterval(ticker);
    for (const channel of channels) channel.close();
    for (const factory of factories) await factory.close();
    await server.stop();
  }
}

/** What holds for any sample, whatever came. */
function assertSound(sample: Sample): void {
  const times = [
    sample.scheduledMs,
    sample.connectStartMs,
    sample.connectedMs,
    sample.sentMs,
    sample.firstByteMs,
    sample.firstEventMs,
    ...sample.arrivalsMs,
    sample.lastContentMs,
    sample.endMs,
  ].filter((time) => time !== null);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
}

forEachTransport("every fault on the wire has its kind, phase and status", async (transport) => {
  const seen: Record<string, Expected> = {};
  const expected: Record<string, Expected> = {};
  // Decoded when all is over: what is timed shares this thread.
  for (const [name, [first, second]] of await playAll(transport)) {
    const fault = WIRE_FAULTS[name]!;
    const { sample, answerText } = buildSample(first, makeContext());
    const { failure } = sample;
    seen[name] = failure && [failure.kind, failure.phase, failure.httpStatus];
    expected[name] = transport === "fetch-byob" && fault.onFetch !== undefined
      ? fault.onFetch
      : fault.expected;
    assert.equal(sample.retries, 0, name);
    assertSound(sample);
    fault.check?.(sample, answerText);
    const after = buildSample(second, makeContext()).sample;
    assert.equal(after.failure, null, `after "${name}": ${after.failure?.message}`);
    assertSound(after);
  }
  assert.deepEqual(seen, expected);
});

function forEachTransport(name: string, test: (transport: Transport) => Promise<void>): void {
  for (const transport of TRANSPORTS) {
    const ignore = transport === "ffi" && ffiObstacle() !== null;
    Deno.test({ name: `${transport}: ${name}`, ignore, fn: () => test(transport) });
  }
}

/** The samples of so many requests on one channel, one after the other. */
async function ask(
  transport: Transport,
  target: ChannelOptions["target"],
  requests: number,
  { caCerts = [], timeouts = LIMITS }: Partial<ChannelOptions> = {},
): Promise<Sample[]> {
  const factory = createChannelFactory(transport, { target, timeouts, caCerts });
  const channel = factory.channel();
  const ticker = setInterval(() => channel.enforceTimeouts(nowMs()), 5);
  const slot = new Slot(channel, 1024 * 1024);
  const bytes = encodeRequest({
    method: "POST",
    url: new URL(`${target.tls ? "https" : "http"}://${target.hostname}:${target.port}/`),
    headers: { authorization: "Bearer the-key-of-this-test" },
    body: "{}",
  });
  const samples: Sample[] = [];
  try {
    for (let index = 0; index < requests; index++) {
      const recording = await slot.exchange(
        { index, phase: "measured", bytes, dueMs: null },
        nowMs(),
      );
      samples.push(buildSample(recording, makeContext()).sample);
    }
    return samples;
  } finally {
    clearInterval(ticker);
    channel.close();
    await factory.close();
  }
}

/** Asks a server that answers by `play` so many times. */
async function askPlayed(
  transport: Transport,
  requests: number,
  play: (peer: FaultPeer) => Promise<void>,
): Promise<{ samples: Sample[]; connections: number }> {
  const server = await startFaultServer((_, peer) => play(peer));
  try {
    const target = { hostname: "127.0.0.1", port: server.port, tls: false };
    const samples = await ask(transport, target, requests);
    return { samples, connections: server.connections() };
  } finally {
    await server.stop();
  }
}

const outcome = ({ failure, retries }: Sample) => [failure && failure.kind, retries];

forEachTransport(
  "a redirect to another host is not followed, nor the key sent",
  async (transport) => {
    const elsewhere = await startFaultServer((_, peer) => peer.send(SOUND));
    const location = `http://localhost:${elsewhere.port}/`;
    const { samples: [sample] } = await askPlayed(
      transport,
      1,
      (peer) =>
        peer.send(`HTTP/1.1 307 Moved\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`),
    );
    assert.equal(sample!.failure!.message, `HTTP 307: redirects are not followed (to ${location})`);
    assert.equal(elsewhere.connections(), 0);
    await elsewhere.stop();
  },
);

forEachTransport(
  "a connection closed just as the next request is sent is replaced, and that is recorded",
  async (transport) => {
    const { samples, connections } = await askPlayed(transport, 2, async (peer) => {
      if (peer.number === 1) peer.end();
      else await peer.send(SOUND);
    });
    // `fetch` does the same, but does not tell.
    const retries = transport === "fetch-byob" ? 0 : 1;
    assert.deepEqual(samples.map(outcome), [[null, 0], [null, retries]]);
    assert.equal(connections, 2);
  },
);

forEachTransport("a request is repeated once and no more", async (transport) => {
  const { samples } = await askPlayed(transport, 2, async (peer) => {
    if (peer.number === 0) await peer.send(SOUND);
    else peer.reset();
  });
  const retries = transport === "fetch-byob" ? 0 : 1;
  assert.deepEqual(samples.map(outcome), [[null, 0], ["reset", retries]]);
  assert.equal(samples[1]!.failure!.phase, "first_byte");
});

forEachTransport("once a byte of an answer came, nothing is repeated", async (transport) => {
  const { samples, connections } = await askPlayed(transport, 2, async (peer) => {
    if (peer.number === 0) return await peer.send(SOUND);
    await peer.send("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n");
    peer.end();
  });
  assert.deepEqual(samples.map(outcome), [[null, 0], ["truncated", 0]]);
  assert.equal(connections, 1);
});

forEachTransport(
  "the rest of an answer that was longer than it said is not taken for the next answer",
  async (transport) => {
    const { samples } = await askPlayed(transport, 2, async (peer) => {
      if (peer.number !== 1) await peer.send(SOUND);
      else await peer.send("data: [DONE]\n\n");
    });
    assert.deepEqual(
      samples.map(outcome),
      transport === "fetch-byob" ? [[null, 0], ["malformed", 0]] : [[null, 0], [null, 1]],
    );
  },
);

const pem = (name: string) =>
  Deno.readTextFile(new URL(`../testing/certificates/${name}`, import.meta.url));

for (const transport of ["raw", "fetch-byob"] as const) {
  for (
    const [name, certificate, authority, hostname, reason] of [
      ["has expired", "expired", "expired_ca", "localhost", /expired/i],
      ["is another host's", "localhost", "ca", "127.0.0.1", /not valid for/i],
      ["nobody vouches for", "localhost", "expired_ca", "localhost", /UnknownIssuer/i],
    ] as const
  ) {
    Deno.test(`${transport}: a certificate that ${name} is a tls failure, and nothing is sent`, async () => {
      let asked = false;
      const server = startByteServer(async (peer) => {
        await peer.expect("POST");
        asked = true;
      }, { cert: await pem(`${certificate}.pem`), key: await pem(`${certificate}.key.pem`) });
      const target = { hostname, port: server.port, tls: true };
      const caCerts = [await pem(`${authority}.pem`)];
      const [sample] = await ask(transport, target, 1, { caCerts });
      await server.stop();
      const { kind, phase, httpStatus, message } = sample!.failure!;
      assert.deepEqual([kind, phase, httpStatus], ["tls", "connect", null]);
      assert.match(message, reason);
      assert.deepEqual([sample!.sentMs, asked], [null, false]);
    });
  }

  for (
    const [name, answer] of [
      ["speaks plain HTTP", (socket: net.Socket) => socket.end("HTTP/1.1 400 Bad\r\n\r\n")],
      ["hangs up in the handshake", (socket: net.Socket) => socket.end()],
      ["resets the handshake", (socket: net.Socket) => socket.resetAndDestroy()],
      ["falls silent in the handshake", () => {}],
    ] as const
  ) {
    Deno.test(`${transport}: a server that ${name} is a failure within the limits`, async () => {
      const sockets: net.Socket[] = [];
      const server = net.createServer((socket) => {
        sockets.push(socket);
        socket.on("error", () => {});
        socket.once("data", () => answer(socket));
      });
      await once(server.listen(0, "127.0.0.1"), "listening");
      const { port } = server.address() as net.AddressInfo;
      const timeouts = { ...LIMITS, connectMs: 400, firstByteMs: 400 };
      const target = { hostname: "localhost", port, tls: true };
      const [sample] = await ask(transport, target, 1, { timeouts });
      const { kind, phase, httpStatus } = sample!.failure!;
      // `fetch` tells nobody that it is still connecting.
      const expected = transport === "fetch-byob" && name.startsWith("falls silent")
        ? ["timeout_first_byte", "first_byte", null]
        : ["tls", "connect", null];
      assert.deepEqual([kind, phase, httpStatus], expected, sample!.failure!.message);
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    });
  }
}
