import assert from "node:assert/strict";
import { ResponseTape, WireFailure } from "../../../../jobs/wire/mod.ts";

const MIB = 1024 * 1024;
const HEAD = new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n");

/** Notes a read of so many bytes, all of which are the given one. */
function receive(tape: ResponseTape, count: number, byte: number): void {
  tape.space(count).subarray(0, count).fill(byte);
  tape.note(count, tape.reads);
}

function begin(tape: ResponseTape): void {
  tape.space(HEAD.length).set(HEAD);
  tape.note(HEAD.length, 0);
}

Deno.test("a tape that grows keeps what was on it", () => {
  const tape = new ResponseTape(16 * MIB);
  begin(tape);
  for (let part = 0; part < 10; part++) receive(tape, 300_000, part);
  const { bytes, readEnds } = tape.recorded();
  assert.equal(bytes.length, HEAD.length + 3_000_000);
  assert.deepEqual([...readEnds].slice(0, 2), [HEAD.length, HEAD.length + 300_000]);
  for (let part = 0; part < 10; part++) assert.equal(bytes[HEAD.length + part * 300_000], part);
});

Deno.test("a tape never grows far beyond the longest answer there may be", () => {
  const tape = new ResponseTape(5 * MIB);
  begin(tape);
  assert.throws(
    () => {
      for (;;) receive(tape, 4096, 1);
    },
    (error) => error instanceof WireFailure && error.kind === "overflow",
  );
  assert.ok(tape.used <= 5 * MIB + 4096);
  assert.ok(tape.bytes.length < 5.2 * MIB, `${tape.bytes.length} bytes`);
});

Deno.test("what one long answer needed is given back before the next", () => {
  const tape = new ResponseTape(64 * MIB);
  begin(tape);
  receive(tape, 10 * MIB, 1);
  assert.ok(tape.bytes.length >= 10 * MIB);
  tape.reset();
  assert.ok(tape.bytes.length < MIB);
  // An answer of the usual length keeps its room: making it anew would cost time while measuring.
  begin(tape);
  receive(tape, 2 * MIB, 1);
  const kept = tape.bytes;
  tape.reset();
  assert.equal(tape.bytes, kept);
});
