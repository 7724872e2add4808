import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { openLibc } from "../../../../jobs/wire/ffi/libc.ts";
import { ffiObstacle, FfiTransport } from "../../../../jobs/wire/ffi/mod.ts";
import { Poller, READABLE } from "../../../../jobs/wire/ffi/poller.ts";
import {
  decodeResponse,
  encodeRequest,
  nowMs,
  parseEventStream,
  ResponseTape,
} from "../../../../jobs/wire/mod.ts";

// What the ffi transport alone promises: stamps of the kernel's own, and a thread that stays usable.

const obstacle = ffiObstacle();
if (obstacle !== null) console.warn(`the transport ffi is NOT tested: ${obstacle}`);

const AF_INET = 2;
const SOCK_STREAM = 1;
const TIMEOUTS = { connectMs: 2000, firstByteMs: 5000, stallMs: 5000, totalMs: 9000 };
const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";

function test(name: string, fn: () => Promise<void> | void): void {
  Deno.test({ name, fn, ignore: obstacle !== null });
}

/** One exchange with a server in a thread of its own, which sends `events` this far apart. */
async function exchangeWith(
  { events, gapMs }: { events: number; gapMs: number },
  meanwhile: (tape: ResponseTape, untilAllIsSent: () => void) => Promise<void> = () =>
    Promise.resolve(),
) {
  const allSent = new Int32Array(new SharedArrayBuffer(4));
  const server = new Worker(
    URL.createObjectURL(
      new Blob([`
        import net from "node:net";
        let allSent;
        onmessage = ({ data }) => allSent = data;
        const server = net.createServer((socket) => {
          socket.setNoDelay(true);
          socket.once("data", () => {
            socket.write(${JSON.stringify(HEAD)});
            let sent = 0;
            const timer = setInterval(() => {
              socket.write("data: " + sent + "\\n\\n");
              if (++sent < ${events}) return;
              clearInterval(timer);
              socket.end();
              Atomics.store(allSent, 0, 1);
              Atomics.notify(allSent, 0);
            }, ${gapMs});
          });
        });
        server.listen(0, "127.0.0.1", () => postMessage(server.address().port));
      `]),
    ),
    { type: "module" },
  );
  const port = await new Promise<number>((resolve) => {
    server.onmessage = ({ data }) => resolve(data);
  });
  server.postMessage(allSent);
  const target = { hostname: "127.0.0.1", port, tls: false };
  const transport = new FfiTransport({ target, timeouts: TIMEOUTS });
  const channel = transport.channel();
  const tape = new ResponseTape(100_000);
  const url = new URL(`http://127.0.0.1:${port}/`);
  const request = encodeRequest({ method: "POST", url, headers: {}, body: "{}" });
  await channel.prepare();
  const exchanging = channel.exchange(request, tape);
  await meanwhile(tape, () => Atomics.wait(allSent, 0, 0, 30_000));
  const { failure } = await exchanging;
  await transport.close();
  server.terminate();
  assert.equal(failure, null);
  const recorded = tape.recorded();
  const decoded = decodeResponse(recorded);
  const arrivalsMs = parseEventStream(decoded.body).events.map(({ end }) => decoded.arrivalMs(end));
  return { arrivalsMs, recorded };
}

function holdUp(ms: number): void {
  const endMs = nowMs() + ms;
  while (nowMs() < endMs);
}

test("a thread that is held up does not make arrivals late, only their reading", async () => {
  let heldUpUntilMs = 0;
  const { arrivalsMs, recorded } = await exchangeWith({ events: 4, gapMs: 10 }, async (tape) => {
    while (tape.used <= HEAD.length) await sleep(1);
    holdUp(200);
    heldUpUntilMs = nowMs();
  });
  const lastMs = arrivalsMs.at(-1)!;
  assert.ok(lastMs < heldUpUntilMs - 50, `the last came at ${lastMs}, not by ${heldUpUntilMs}`);
  const read = recorded.readStampsMs.lastIndexOf(lastMs);
  assert.ok(recorded.userReadStampsMs![read]! >= heldUpUntilMs);
});

test("events that waited together are read one by one", async () => {
  const { arrivalsMs, recorded } = await exchangeWith({ events: 60, gapMs: 3 }, async () => {
    await sleep(80);
    holdUp(20);
    await sleep(20);
    holdUp(20);
  });
  assert.equal(arrivalsMs.length, 60);
  const ends = [...recorded.readEnds];
  const eventEnds = parseEventStream(recorded.bytes.subarray(HEAD.length)).events
    .map(({ end }) => end + HEAD.length);
  const alone = eventEnds.filter((end) => ends.includes(end)).length;
  assert.equal(alone, 60);
});

test("of more waiting events than one call reads, each keeps its own arrival", async () => {
  const { arrivalsMs, recorded } = await exchangeWith(
    { events: 150, gapMs: 2 },
    async (tape, untilAllIsSent) => {
      while (tape.used <= HEAD.length) await sleep(1);
      untilAllIsSent();
    },
  );
  assert.equal(arrivalsMs.length, 150);
  // Read within a few calls, after this thread came back; stamped long before, one by one.
  const readsMs = new Set(recorded.userReadStampsMs!.slice(-100));
  assert.ok(readsMs.size <= 10, `the last 100 events were read at ${readsMs.size} times`);
  // The kernel itself joins some of such small events; one stamp a call would be far fewer.
  const stampsMs = new Set(arrivalsMs.slice(-100));
  assert.ok(stampsMs.size > 2 * readsMs.size, `the last 100 events came at ${stampsMs.size} times`);
});

test("bytes behind an answer's end never become the next answer, however many wait", async () => {
  const answer = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ndata: a\n\n";
  const surplus = "data: of nobody\n\n".repeat(100);
  let answers = 0;
  const server = net.createServer((socket) => {
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("data", () => socket.write(answers++ === 0 ? answer + surplus : answer));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as net.AddressInfo;
  const target = { hostname: "127.0.0.1", port, tls: false };
  const transport = new FfiTransport({ target, timeouts: TIMEOUTS });
  const channel = transport.channel();
  const tape = new ResponseTape(100_000);
  const url = new URL(`http://127.0.0.1:${port}/`);
  const request = encodeRequest({ method: "POST", url, headers: {}, body: "{}" });
  for (let turn = 0; turn < 3; turn++) {
    const { failure, retries } = await channel.exchange(request, tape);
    assert.equal(failure, null);
    assert.equal(retries, 0);
    const { body } = decodeResponse(tape.recorded());
    assert.equal(new TextDecoder().decode(body), "data: a\n\n");
  }
  await transport.close();
  const closed = once(server, "close");
  server.close();
  await closed;
});

test("while streams are open, timers and messages of the thread go on", async () => {
  let ticks = 0;
  let echoes = 0;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => echoes++;
  await exchangeWith({ events: 2, gapMs: 150 }, async () => {
    const timer = setInterval(() => {
      ticks++;
      port2.postMessage(null);
    }, 5);
    await sleep(250);
    clearInterval(timer);
  });
  port1.close();
  port2.close();
  assert.ok(ticks >= 15, `${ticks} ticks in 250 ms`);
  assert.ok(echoes >= 10, `${echoes} messages for ${ticks} ticks`);
});

test("no wait is longer than until the time at which the thread has something to do", async () => {
  const dueInMs = 0.2;
  const waitsMs = await waitsOf(() => nowMs() + dueInMs);
  assert.ok(waitsMs.length >= 10 && waitsMs.every((ms) => ms <= dueInMs), `${waitsMs}`);
  // Left alone it waits for up to two milliseconds.
  assert.ok((await waitsOf(() => Infinity)).some((ms) => ms > dueInMs));
});

test("sockets are given back on closing, whatever they were doing", async () => {
  const server = net.createServer((socket) => socket.resume());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as net.AddressInfo;
  const target = { hostname: "127.0.0.1", port, tls: false };
  const transport = new FfiTransport({ target, timeouts: TIMEOUTS });
  await transport.channel().prepare();
  const exchanging = transport.channel().exchange(new Uint8Array(10), new ResponseTape(1000));
  while (await promisify(server.getConnections).call(server) < 2) await sleep(5);
  await transport.close();
  assert.equal((await exchanging).failure?.kind, "reset");
  // A server closes when its last connection has ended.
  const closed = once(server, "close");
  server.close();
  await closed;
});

/** What a poller asks the kernel to wait, ms, over some turns with a socket that is ready at once. */
async function waitsOf(nextDueMs: () => number): Promise<number[]> {
  const libc = openLibc();
  const waitsMs: number[] = [];
  const poller = new Poller({
    ...libc,
    call: {
      ...libc.call,
      epoll_pwait2: (epoll, events, room, timeout, mask) => {
        waitsMs.push(new Uint32Array((timeout as Uint8Array).buffer)[2]! / 1e6);
        return libc.call.epoll_pwait2(epoll, events, room, timeout, mask);
      },
    },
  });
  poller.start({ firstMs: Infinity, everyMs: 1, nextDueMs, onWake: () => {} });
  const socket = libc.call.socket(AF_INET, SOCK_STREAM, 0);
  const enough = Promise.withResolvers<void>();
  const pollable = {
    onReady: () => {
      if (waitsMs.length >= 20) return enough.resolve();
      // Ready again, in a turn of its own.
      poller.watch(socket, READABLE, pollable);
      poller.giveWay();
    },
  };
  poller.watch(socket, READABLE, pollable);
  await enough.promise;
  poller.stop();
  poller.unwatch(socket);
  await poller.close();
  libc.call.close(socket);
  libc.close();
  return waitsMs;
}
