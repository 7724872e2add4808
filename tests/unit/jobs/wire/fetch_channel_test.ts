import assert from "node:assert/strict";
import { once } from "node:events";
import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import {
  type ChannelFactory,
  createChannelFactory,
  decodeResponse,
  encodeRequest,
  type Exchange,
  ResponseTape,
} from "../../../../jobs/wire/mod.ts";
import { startByteServer } from "../../../testing/byte_server.ts";

// What fetch is there for: hosts that sockets of our own cannot reach.

const TIMEOUTS = { connectMs: 2000, firstByteMs: 2000, stallMs: 2000, totalMs: 4000 };
const read = (name: string) =>
  Deno.readTextFile(new URL(`../../../testing/certificates/${name}`, import.meta.url));

/** One request through `factory`. */
async function ask(factory: ChannelFactory, url: string) {
  const tape = new ResponseTape(100_000);
  const channel = factory.channel();
  const request = encodeRequest({
    method: "POST",
    url: new URL(url),
    headers: { authorization: "Bearer k" },
    body: "{}",
  });
  const exchange: Exchange = await channel.exchange(request, tape);
  channel.close();
  const { head, body } = decodeResponse(tape.recorded());
  return { ...exchange, head, body: new TextDecoder().decode(body) };
}

Deno.test("a host that speaks HTTP/2 alone is measured, event by event", async () => {
  const server = http2.createSecureServer({
    cert: await read("localhost.pem"),
    key: await read("localhost.key.pem"),
  });
  const sessions: http2.ServerHttp2Session[] = [];
  server.on("session", (session) => sessions.push(session));
  let authorization: unknown;
  server.on("stream", (stream, headers) => {
    authorization = headers["authorization"];
    stream.respond({ ":status": 200, "content-type": "text/event-stream" });
    stream.write("data: one\n\n");
    setTimeout(() => stream.end("data: two\n\n"), 30);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const factory = createChannelFactory("fetch-byob", {
    target: { hostname: "localhost", port, tls: true },
    timeouts: TIMEOUTS,
    caCerts: [await read("ca.pem")],
  });
  const { failure, head, body } = await ask(factory, `https://localhost:${port}/v1`);
  assert.equal(failure, null);
  assert.equal(head?.statusCode, 200);
  assert.equal(head?.headers.get("content-type"), "text/event-stream");
  assert.equal(body, "data: one\n\ndata: two\n\n");
  assert.equal(authorization, "Bearer k");
  await factory.close();
  for (const session of sessions) session.destroy();
  server.close();
  await once(server, "close");
});

Deno.test("an untrusted certificate is a tls failure, and nothing was sent", async () => {
  const server = startByteServer(async (peer) => void await peer.expect("never"), {
    cert: await read("localhost.pem"),
    key: await read("localhost.key.pem"),
  });
  const factory = createChannelFactory("fetch-byob", {
    target: { hostname: "localhost", port: server.port, tls: true },
    timeouts: TIMEOUTS,
    caCerts: [],
  });
  const { failure, sentMs } = await ask(factory, `https://localhost:${server.port}/`);
  assert.equal(failure?.kind, "tls");
  assert.equal(failure?.phase, "connect");
  assert.equal(sentMs, null);
  await factory.close();
  await server.stop();
});

Deno.test("what the answer says of itself is kept, but not how it was framed", async () => {
  const server = startByteServer(async (peer) => {
    await peer.expect("{}");
    await peer.send(
      "HTTP/1.1 429 Slow Down\r\nretry-after: 7\r\nx-id: \xe9\r\ntransfer-encoding: chunked\r\n\r\n" +
        "4\r\nbusy\r\n0\r\n\r\n",
    );
    await peer.expect("never");
  });
  const factory = createChannelFactory("fetch-byob", {
    target: { hostname: "127.0.0.1", port: server.port, tls: false },
    timeouts: TIMEOUTS,
    caCerts: [],
  });
  const { failure, head, body } = await ask(factory, `http://127.0.0.1:${server.port}/`);
  assert.equal(failure, null);
  assert.equal(head?.statusCode, 429);
  assert.equal(head?.headers.get("retry-after"), "7");
  assert.equal(head?.headers.has("transfer-encoding"), false);
  assert.equal(body, "busy");
  await factory.close();
  await server.stop();
});

Deno.test("a request goes through the proxy that the environment names", async () => {
  const proxy = startByteServer(async (peer) => {
    const request = await peer.expect("{}");
    const [line] = request.split("\r\n");
    const body = `proxied ${line}`;
    await peer.send(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await peer.expect("never");
  });
  // The environment is read when a process starts, so it takes one of its own.
  const wire = new URL("../../../../jobs/wire/mod.ts", import.meta.url);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `
      import { createChannelFactory, encodeRequest, ResponseTape } from ${JSON.stringify(wire)};
      const target = { hostname: "model.invalid", port: 80, tls: false };
      const timeouts = ${JSON.stringify(TIMEOUTS)};
      const factory = createChannelFactory("fetch-byob", { target, timeouts, caCerts: [] });
      const url = new URL("http://model.invalid/v1");
      const tape = new ResponseTape(1000);
      const request = encodeRequest({ method: "POST", url, headers: {}, body: "{}" });
      const { failure } = await factory.channel().exchange(request, tape);
      console.log(failure?.message ?? new TextDecoder().decode(tape.recorded().bytes));
      await factory.close();
    `,
    ],
    env: { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: "" },
  }).output();
  await proxy.stop();
  const printed = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert.match(printed, /proxied POST http:\/\/model\.invalid\/v1 HTTP\/1\.1/);
});

Deno.test("an answer that fell silent is given up, also when the collector has been meanwhile", async () => {
  const server = startByteServer(async (peer) => {
    for (;;) {
      const request = await peer.expect("{}");
      const begin = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n";
      const silent = request.startsWith("POST /silent ");
      await peer.send(silent ? begin : `${begin}0\r\n\r\n`);
      if (silent) await peer.expect("never");
    }
  });
  // The collector is called by name, which a process must allow when it starts. It takes what joins
  // the signal to the body only once the code around it has been optimised, so that runs first.
  const wire = new URL("../../../../jobs/wire/mod.ts", import.meta.url);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--v8-flags=--expose-gc",
      `
      import { createChannelFactory, encodeRequest, ResponseTape, WireFailure } from
        ${JSON.stringify(wire)};
      const target = { hostname: "127.0.0.1", port: ${server.port}, tls: false };
      const timeouts = ${JSON.stringify(TIMEOUTS)};
      const factory = createChannelFactory("fetch-byob", { target, timeouts, caCerts: [] });
      const tape = new ResponseTape(100_000);
      const channel = factory.channel();
      const ask = (path) => channel.exchange(
        encodeRequest({
          method: "POST",
          url: new URL("http://127.0.0.1:${server.port}/" + path),
          headers: {},
          body: "{}",
        }),
        tape,
      );
      for (let time = 0; time < 1500; time++) {
        const { failure } = await ask("");
        if (failure !== null) throw failure;
      }
      const exchanging = ask("silent");
      while (!new TextDecoder().decode(tape.bytes.subarray(0, tape.used)).includes("hello")) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      for (let time = 0; time < 3; time++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      channel.abort(new WireFailure("timeout_stall", "body", "silent for too long"));
      const gaveUp = new Promise((resolve) => setTimeout(() => resolve("hangs"), 5000));
      const ended = await Promise.race([exchanging.then(({ failure }) => failure.kind), gaveUp]);
      console.log("ended:", ended);
      Deno.exit(0);
    `,
    ],
  }).output();
  await server.stop();
  const printed = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert.match(printed, /ended: timeout_stall/);
});
