import assert from "node:assert/strict";
import fc from "fast-check";
import { ResponseFraming } from "../../../../jobs/wire/response_framing.ts";
import { WireFailure } from "../../../../jobs/wire/wire_failure.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);

interface Outcome {
  status: number | null;
  body: string;
  complete: boolean;
  end: number;
  reusable: boolean;
  failure: string | null;
}

/** Feeds `bytes` in the given pieces, then closes if asked, and tells what came of it. */
function frame(bytes: Uint8Array, cuts: number[], close = false): Outcome {
  let body = "";
  const framing = new ResponseFraming((from, to) => body += decode(bytes.subarray(from, to)));
  let failure: string | null = null;
  try {
    for (const cut of [...cuts, bytes.length]) framing.advance(bytes, cut);
    if (close) framing.close(bytes.length);
  } catch (error) {
    if (!(error instanceof WireFailure)) throw error;
    failure = `${error.kind}/${error.phase}`;
  }
  return {
    status: framing.head?.statusCode ?? null,
    body,
    complete: framing.complete,
    end: framing.end,
    reusable: framing.reusable,
    failure,
  };
}

function whole(text: string, close = false): Outcome {
  return frame(encode(text), [], close);
}

Deno.test("a content-length body ends after that many bytes and leaves the connection usable", () => {
  const outcome = whole("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloEXTRA");
  assert.equal(outcome.body, "hello");
  assert.ok(outcome.complete && outcome.reusable);
  assert.equal(outcome.end, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".length);
});

Deno.test("chunks, extensions and trailers are taken apart", () => {
  const outcome = whole(
    "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n" +
      "5;ext=1\r\nhello\r\n00a \r\n0123456789\r\n0\r\nx-trailer: 1\r\n\r\n",
  );
  assert.equal(outcome.body, "hello0123456789");
  assert.ok(outcome.complete && outcome.reusable);
});

Deno.test("a body without a length lasts until the connection closes", () => {
  const text = "HTTP/1.0 200 OK\r\n\r\nuntil the end";
  assert.equal(whole(text).complete, false);
  const outcome = whole(text, true);
  assert.ok(outcome.complete && !outcome.reusable);
  assert.equal(outcome.body, "until the end");
});

Deno.test("informational answers are passed over", () => {
  const outcome = whole(
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" +
      "HTTP/1.1 204 No Content\r\n\r\n",
  );
  assert.equal(outcome.status, 204);
  assert.ok(outcome.complete && outcome.reusable);
});

Deno.test("a cut answer keeps what came, chunk unfinished or not", () => {
  const outcome = whole("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel", true);
  assert.equal(outcome.body, "hel");
  assert.equal(outcome.failure, "truncated/body");
});

Deno.test("connection: close, HTTP/1.0 and their opposites decide whether a connection is kept", () => {
  const kept = (head: string) => whole(`${head}content-length: 0\r\n\r\n`).reusable;
  assert.equal(kept("HTTP/1.1 200 OK\r\nConnection: Close\r\n"), false);
  assert.equal(kept("HTTP/1.1 200 OK\r\nconnection: te, close\r\n"), false);
  assert.equal(kept("HTTP/1.0 200 OK\r\n"), false);
  assert.equal(kept("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\n"), true);
});

Deno.test("what is not HTTP is malformed, and what is too large is an overflow", () => {
  const chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
  for (
    const [text, expected] of [
      ["SSH-2.0-OpenSSH_9\r\n\r\n", "malformed/headers"],
      ["HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", "malformed/headers"],
      ["HTTP/1.1 200 OK\r\ncontent-length: 5, 6\r\n\r\n", "malformed/headers"],
      ["HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", "malformed/headers"],
      ["HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n", "malformed/headers"],
      ["HTTP/1.1 101 Switching Protocols\r\n\r\n", "malformed/headers"],
      [`${chunked}xyz\r\n`, "malformed/body"],
      [`${chunked}\r\n`, "malformed/body"],
      [`${chunked}3\r\nhello\r\n`, "malformed/body"],
      [`${chunked}fffffffffffff\r\n`, "overflow/body"],
      [`${chunked}${"0".repeat(5000)}`, "overflow/body"],
      [`${chunked}0\r\n${"x: y\r\n".repeat(4000)}`, "overflow/body"],
      [`HTTP/1.1 200 OK\r\nx: ${"y".repeat(70_000)}`, "overflow/headers"],
    ] as const
  ) {
    assert.equal(whole(text).failure, expected, text.slice(0, 80));
  }
});

const bodyText = fc.string({
  unit: fc.constantFrom("a", "\r", "\n", "0", " ", "é"),
  maxLength: 40,
});
const chunkedAnswer = fc.array(bodyText.filter((t) => t !== ""), { maxLength: 6 }).map((parts) => ({
  body: parts.map((p) => decode(encode(p))).join(""),
  raw: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" +
    parts.map((p) => `${encode(p).length.toString(16)}\r\n${p}\r\n`).join("") + "0\r\n\r\n",
}));
const lengthAnswer = bodyText.map((body) => ({
  body: decode(encode(body)),
  raw: `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\ncontent-length: ${
    encode(body).length
  }\r\n\n${body}`,
}));

Deno.test("any splitting of the same bytes gives the same answer", () => {
  fc.assert(
    fc.property(
      fc.oneof(chunkedAnswer, lengthAnswer),
      fc.array(fc.nat(400), { maxLength: 30 }),
      ({ body, raw }, cuts) => {
        const bytes = encode(raw);
        const sorted = cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b);
        const outcome = frame(bytes, sorted);
        assert.deepEqual(outcome, frame(bytes, []));
        assert.equal(outcome.body, body);
        assert.equal(outcome.end, bytes.length);
        assert.deepEqual(frame(bytes, Array.from(bytes.keys())), outcome);
      },
    ),
    { numRuns: 500, seed: 1 },
  );
});

Deno.test("arbitrary bytes end in an answer, a wait or a failure, the same for any splitting", () => {
  const noise = fc.string({
    unit: fc.constantFrom("H", "T", "P", "/", "1", ".", " ", "2", "0", ":", "\r", "\n", "a", "f"),
    maxLength: 60,
  });
  fc.assert(
    fc.property(
      noise,
      fc.constantFrom("", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"),
      (
        text,
        head,
      ) => {
        const bytes = encode(head + text);
        assert.deepEqual(frame(bytes, Array.from(bytes.keys())), frame(bytes, []));
      },
    ),
    { numRuns: 2000, seed: 2 },
  );
});

Deno.test("a framing that is reset knows nothing of the answer before", () => {
  const framing = new ResponseFraming();
  const first = encode("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc");
  framing.advance(first, first.length);
  framing.reset();
  assert.equal(framing.head, null);
  assert.equal(framing.complete, false);
  const second = encode("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
  framing.advance(second, second.length);
  assert.equal(framing.head!.statusCode, 404);
  assert.ok(framing.complete);
});
