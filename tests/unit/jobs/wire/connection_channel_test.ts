import assert from "node:assert/strict";
import {
  ConnectionChannel,
  type OpenedConnection,
} from "../../../../jobs/wire/connection_channel.ts";
import { ResponseTape, WireFailure } from "../../../../jobs/wire/mod.ts";

const TIMEOUTS = { connectMs: 60_000, firstByteMs: 60_000, stallMs: 60_000, totalMs: 60_000 };
const INTERRUPTED = new WireFailure("client", "body", "the run was interrupted");

Deno.test("an exchange that waits for its connection can be given up at once", async () => {
  const opening = Promise.withResolvers<OpenedConnection>();
  const channel = new ConnectionChannel(TIMEOUTS, () => opening.promise);
  const exchange = channel.exchange(new Uint8Array(), new ResponseTape(1000));
  channel.abort(INTERRUPTED);
  const { failure, sentMs } = await exchange;
  assert.deepEqual([failure, sentMs], [INTERRUPTED, null]);

  // The connection that stands after all is of no use to anybody.
  let closed = 0;
  const connection = { carry: () => Promise.resolve(true), close: () => closed++ };
  opening.resolve({ connection, startMs: 0, connectedMs: 1 });
  await opening.promise;
  await Promise.resolve();
  assert.equal(closed, 1);
});

Deno.test("preparing a connection can be given up, and the next exchange opens one anew", async () => {
  let opened = 0;
  const connection = { carry: () => Promise.resolve(true), close: () => {} };
  const channel = new ConnectionChannel(
    TIMEOUTS,
    () =>
      ++opened === 1
        ? new Promise(() => {})
        : Promise.resolve({ connection, startMs: 0, connectedMs: 1 }),
  );
  const preparing = channel.prepare();
  channel.abort(INTERRUPTED);
  await preparing;
  const { failure } = await channel.exchange(new Uint8Array(), new ResponseTape(1000));
  assert.deepEqual([failure, opened], [null, 2]);
});

Deno.test("a connection that cannot be opened fails the exchange, not the program", async () => {
  const refused = new WireFailure("connect", "connect", "refused");
  const channel = new ConnectionChannel(TIMEOUTS, () => Promise.reject(refused));
  await channel.prepare();
  const { failure } = await channel.exchange(new Uint8Array(), new ResponseTape(1000));
  assert.equal(failure, refused);
});
