import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ffiObstacle, FfiTransport } from "../../../../jobs/wire/ffi/mod.ts";
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

const TIMEOUTS = { connectMs: 2000, firstByteMs: 5000, stallMs: 5000, totalMs: 9000 };
const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";

function test(name: string, fn: () => Promise<void> | void): void {
  Deno.test({ name, fn, ignore: obstacle !== null });
}

/** One exchange with a server in a thread of its own, which sends `events` this far apart. */
async function exchangeWith(
  { events, gapMs, nextDueMs = () => Infinity }: {
    events: number;
    gapMs: number;
    nextDueMs?: () => number;
  },
  meanwhile: () => Promise<void> | void = () => {},
) {
  const server = new Worker(
    URL.createObjectURL(
      new Blob([`
        import net from "node:net";
        const sleepCell = new Int32Array(new SharedArrayBuffer(4));
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
  const target = { hostname: "127.0.0.1", port, tls: false };
  const transport = new FfiTransport({ target, timeouts: TIMEOUTS, nextDueMs });
  const channel = transport.channel();
  const tape = new ResponseTape(100_000);
  const url = new URL(`http://127.0.0.1:${port}/`);
  const request = encodeRequest({ method: "POST", url, headers: {}, body: "{}" });
  await channel.prepare();
  const exchanging = channel.exchange(request, tape);
  await meanwhile();
  const { failure } = await exchanging;
  await transport.close();
  server.terminate();
  assert.equal(failure, null);
  const recorded = tape.copy();
  const decoded = decodeResponse(recorded);
  const arrivalsMs = parseEventStream(decoded.body).events.map(({ end }) => decoded.arrivalMs(end));
  return { arrivalsMs, recorded };
}

function holdUp(ms: number): void {
  const endMs = nowMs() + ms;
  while (nowMs() < endMs);
}

test("a thread that is held up does not make arrivals late, only their reading", async () => {
  let heldUpFromMs = 0;
  const { arrivalsMs, recorded } = await exchangeWith({ events: 4, gapMs: 40 }, async () => {
    await sleep(60);
    heldUpFromMs = nowMs();
    holdUp(70);
  });
  const whileHeldUp = arrivalsMs.filter((ms) => ms > heldUpFromMs && ms < heldUpFromMs + 69);
  assert.ok(whileHeldUp.length > 0);
  const read = recorded.readStampsMs.indexOf(whileHeldUp[0]!);
  const ownDelayMs = recorded.userReadStampsMs![read]! - recorded.readStampsMs[read]!;
  assert.ok(ownDelayMs > 1, `read ${ownDelayMs} ms after it came`);
});

test("events that waited together are read one by one", async () => {
  const { arrivalsMs, recorded } = await exchangeWith({ events: 60, gapMs: 3 }, async () => {
    await sleep(80);
    holdUp(20);
    await sleep(20);
    holdUp(20);
  });
  assert.equal(arrivalsMs.length, 60);
  // The first read after the hold-up may take all; the ones of the rest say what they brought.
  const ends = [...recorded.readEnds];
  const eventEnds = parseEventStream(recorded.bytes.subarray(HEAD.length)).events
    .map(({ end }) => end + HEAD.length);
  const alone = eventEnds.filter((end) => ends.includes(end)).length;
  assert.ok(alone >= 45, `${alone} of 60 events ended a read`);
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

test("the thread never waits beyond the time at which it has something to do", async () => {
  let nextDueMs = Infinity;
  let asked = 0;
  await exchangeWith({
    events: 1,
    gapMs: 60,
    nextDueMs: () => {
      asked++;
      return nextDueMs;
    },
  }, async () => {
    nextDueMs = nowMs();
    asked = 0;
    await sleep(20);
    nextDueMs = Infinity;
    // A wait of a millisecond each would have asked about 20 times.
    assert.ok(asked > 100, `asked ${asked} times in 20 ms`);
  });
});

test("a socket is given back when its channel closes, whatever it was doing", async () => {
  const open = () => [...Deno.readDirSync("/proc/self/fd")].length;
  const server = net.createServer((socket) => socket.resume());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as net.AddressInfo;
  const target = { hostname: "127.0.0.1", port, tls: false };
  const before = open();
  const transport = new FfiTransport({ target, timeouts: TIMEOUTS, nextDueMs: () => Infinity });
  const idle = transport.channel();
  await idle.prepare();
  const busy = transport.channel();
  const exchanging = busy.exchange(new Uint8Array(10), new ResponseTape(1000));
  await sleep(30);
  assert.ok(open() >= before + 3);
  await transport.close();
  assert.equal((await exchanging).failure?.kind, "reset");
  // The server's ends of the two connections go when it notices.
  const closed = once(server, "close");
  server.close();
  await closed;
  assert.ok(open() <= before);
});
