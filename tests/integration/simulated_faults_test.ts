import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import {
  FAULTS,
  type SimulatedProvider,
  type SimulatedProviderOptions,
  startSimulatedProvider,
} from "../../providers/simulated/mod.ts";

const QUICK: SimulatedProviderOptions = { ttftMs: 20, itlMs: 4 };
const BODY = JSON.stringify({
  model: "sim",
  stream: true,
  stream_options: { include_usage: true },
  max_tokens: 10,
  messages: [{ role: "user", content: "Say something." }],
});
const REQUEST = new TextEncoder().encode(
  `POST /v1/chat/completions HTTP/1.1\r\nHost: sim.test\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
);

async function withProvider(
  options: SimulatedProviderOptions,
  use: (provider: SimulatedProvider) => Promise<void>,
): Promise<void> {
  const provider = await startSimulatedProvider({ ...QUICK, ...options });
  try {
    await use(provider);
  } finally {
    await provider.stop();
  }
}

/**
 * - `complete`: the body ended as its head said, and the connection is open;
 * - `open`: nothing more comes;
 * - `closed`, `reset`: the connection's end.
 */
type Ending = "complete" | "open" | "closed" | "reset";

function isComplete(received: string): boolean {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return false;
  const length = /\r\nContent-Length: (\d+)/.exec(received.slice(0, headEnd + 2))?.[1];
  if (length !== undefined) return received.length >= headEnd + 4 + Number(length);
  return /\r\n0\r\n(?:[^\r\n]+\r\n)?\r\n$/.test(received.slice(-200));
}

/** Sends a request on a plain socket and reads as long as something may still come. */
async function rawExchange(provider: SimulatedProvider, expected: Ending, wanted = /^/) {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: provider.port });
  await connection.write(REQUEST);
  let received = "";
  const buffer = new Uint8Array(256 * 1024);
  const { promise: timeout, resolve } = Promise.withResolvers<"open">();
  // What stays open is looked at for a while, and on a busy machine until it has said its part.
  const startedMs = Date.now();
  const timer = setInterval(() => {
    const said = expected === "open" && wanted.test(received);
    if (said || Date.now() - startedMs >= 10_000) resolve("open");
  }, 200);
  try {
    for (;;) {
      const read = await Promise.race([connection.read(buffer), timeout]);
      if (read === "open" || read === null) {
        return { received, ending: read === null ? "closed" : "open" };
      }
      received += Buffer.from(buffer.subarray(0, read)).toString("latin1");
      if (expected === "complete" && isComplete(received)) {
        return { received, ending: "complete" };
      }
    }
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionReset) return { received, ending: "reset" };
    throw error;
  } finally {
    clearInterval(timer);
  }
}

const status = (code: number) =>
  new RegExp(`^HTTP/1\\.1 ${code} [^]*\\r\\n\\r\\n\\{"error":\\{"message":`);

/** What a client sees of each fault on the socket: what remains of the connection, and the bytes. */
const SEEN: Record<string, [Ending, RegExp]> = {
  http_400: ["complete", status(400)],
  http_401: ["complete", status(401)],
  http_403: ["complete", status(403)],
  http_404: ["complete", status(404)],
  http_408: ["complete", status(408)],
  http_413: ["complete", status(413)],
  http_422: ["complete", status(422)],
  http_429: ["complete", /^HTTP\/1\.1 429 .*Retry-After: 1\r\n/s],
  http_429_date: ["complete", /^HTTP\/1\.1 429 .*Retry-After: \w{3}, \d\d [\w :]+ GMT\r\n/s],
  http_429_absurd: ["complete", /^HTTP\/1\.1 429 .*Retry-After: 99999999999\r\n/s],
  http_429_no_hint: ["complete", /^HTTP\/1\.1 429 (?!.*Retry-After)/s],
  http_500: ["complete", status(500)],
  http_502: ["complete", status(502)],
  http_503: ["complete", status(503)],
  http_529: ["complete", status(529)],
  json_error_200: ["complete", status(200)],
  redirect_same_host: [
    "complete",
    /^HTTP\/1\.1 307 .*\r\nLocation: http:\/\/sim\.test\/moved\r\n/s,
  ],
  redirect_other_host: [
    "complete",
    /^HTTP\/1\.1 307 .*\r\nLocation: http:\/\/127\.0\.0\.1:1\/moved\r\n/s,
  ],
  html_error_page: ["complete", /^HTTP\/1\.1 502 .*<\/html>\r\n$/s],
  garbage: ["closed", /^.\xffthis is not HTTP\r\n\r\n$/s],
  refuse: ["closed", /^$/],
  silence: ["open", /^$/],
  stall_before_headers: ["open", /^$/],
  stall_before_first_token: ["open", /"role":"assistant","content":""\}[^]*\n\n\r\n$/],
  stall_mid_stream: ["open", /"content":" \w+"\}[^]*\n\n\r\n$/],
  reset_before_headers: ["reset", /^$/],
  reset_after_headers: ["reset", /^HTTP\/1\.1 200 (?!.*data:).*\r\n\r\n$/s],
  reset_before_first_token: ["reset", /"role":"assistant","content":""\}[^\n]*\n\n\r\n$/],
  reset_mid_stream: ["reset", /"content":" \w+"\}[^]*\n\n\r\n$/],
  reset_mid_event: ["reset", /data: [^\n]{20,}$/],
  reset_mid_character: ["reset", / caf\xc3$/],
  reset_mid_chunk_size: ["reset", /\n\n\r\n[0-9a-f]$/],
  cut_mid_event: ["closed", /data: [^\n]{20,}$/],
  close_at_next_request: ["complete", /\[DONE\]\n\n\r\n0\r\n\r\n$/],
  split_everywhere: ["complete", / caf\xc3\xa9"[^]*\[DONE\]/],
  endless_stream: ["open", /^(?![^]*\[DONE\])[^]*("content":[^]*){13}/],
  missing_end_mark: ["complete", /"finish_reason":"length"(?![^]*\[DONE\])/],
  missing_finish: ["complete", /^(?![^]*("finish_reason":"|\[DONE\]))/],
  empty_body: ["complete", /\r\n\r\n0\r\n\r\n$/],
  end_mark_twice: ["complete", /\[DONE\][^]*\[DONE\]/],
  events_after_end: ["complete", /\[DONE\][^]*"content":" \w+"/],
  only_role: ["complete", /^(?![^]*"content":" )[^]*"role"[^]*\[DONE\]/],
  only_usage: ["complete", /^(?![^]*"role")[^]*"completion_tokens":10[^]*\[DONE\]/],
  only_comments: ["complete", /\r\n\r\n(e\r\n: keep-alive\n\n\r\n){10}0\r\n\r\n$/],
  empty_choices: ["complete", /"role"[^]*"choices":\[\]\}[^]*"content":" /],
  null_content: ["complete", /"role"[^]*"content":null\}[^]*"content":" /],
  duplicate_usage: ["complete", /"completion_tokens":10[^]*"completion_tokens":10/],
  wrong_usage: ["complete", /"completion_tokens":100/],
  not_streamed: ["complete", /Content-Type: application\/json[^]*"object":"chat.completion"/],
  error_event: ["complete", /data: \{"error":/],
  invalid_json_event: ["complete", / brok\n\n[^]*\[DONE\]/],
  invalid_utf8: ["complete", / caf\xff"/],
  huge_event: ["complete", /"content":"( the){1000}/],
  bom: ["complete", /\r\n\xef\xbb\xbf\r\n/],
  cr_lines: ["complete", /data: \[DONE\]\r\r\r\n/],
  crlf_lines: ["complete", /data: \[DONE\]\r\n\r\n\r\n/],
  huge_headers: ["complete", /^HTTP\/1\.1 200 [^]*\r\nx-padding-127: x{8192}\r\n/],
  http_100_continue: ["complete", /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /],
  gzip_body: ["complete", /Content-Encoding: gzip[^]*\r\n\r\n[0-9a-f]+\r\n.\x8b/],
  br_body: ["complete", /Content-Encoding: br\r\n/],
  zstd_body: ["complete", /Content-Encoding: zstd[^]*\r\n\r\n[0-9a-f]+\r\n\x28\xb5\x2f\xfd/],
  content_length_short: ["closed", /Content-Length: \d+\r\n[^]*\[DONE\]\n\n$/],
  content_length_long: ["closed", /Content-Length: \d+\r\n[^]*\[DONE\]\n\n$/],
  wrong_content_type: ["complete", /\r\nContent-Type: text\/plain\r\n/],
  http_1_0: ["closed", /^HTTP\/1\.0 200 [^]*\[DONE\]\n\n$/],
  trailers: ["complete", /\r\n0\r\nx-simulated-trailer: after the body\r\n\r\n$/],
};

Deno.test("every fault is shown on a socket below", () => {
  assert.deepEqual(Object.keys(SEEN).sort(), Object.keys(FAULTS).sort());
});

for (const [fault, [ending, pattern]] of Object.entries(SEEN)) {
  Deno.test(`fault ${fault} leaves the connection ${ending}, and the truth names it`, async () => {
    await withProvider({ faults: [{ name: fault }] }, async (provider) => {
      const seen = await rawExchange(provider, ending, pattern);
      assert.equal(seen.ending, ending);
      assert.ok(pattern.test(seen.received), seen.received.slice(0, 3000));
      const [request] = Object.values((await provider.truth()).requests);
      assert.equal(request!.fault, fault);
      const last = [...seen.received.matchAll(/^HTTP\/1\.[01] (\d+) /gm)].at(-1)?.[1];
      assert.equal(request!.status, last === undefined ? null : Number(last));
    });
  });
}

Deno.test("a connection that closes at the next request answers the first and not the second", async () => {
  await withProvider({ faults: [{ name: "close_at_next_request" }] }, async (provider) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: provider.port });
    await connection.write(REQUEST);
    const buffer = new Uint8Array(65_536);
    let received = "";
    while (!isComplete(received)) {
      const read = await connection.read(buffer);
      assert.ok(read !== null);
      received += new TextDecoder().decode(buffer.subarray(0, read));
    }
    await connection.write(REQUEST);
    const end = await connection.read(buffer).catch((error) => {
      assert.ok(error instanceof Deno.errors.ConnectionReset);
      return null;
    });
    assert.equal(end, null);
    const { requests, server } = await provider.truth();
    assert.equal(Object.keys(requests).length, 1);
    assert.equal(server.requests_received, 1);
  });
});

Deno.test("an endless stream ends when its client goes away, and waits for one that does not read", async () => {
  const options = { ttftMs: 1, itlMs: 0, faults: [{ name: "endless_stream" }] };
  await withProvider(options, async (provider) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: provider.port });
    await connection.write(REQUEST);
    await new Promise((resolve) => setTimeout(resolve, 100));
    connection.close();
    const ended = async () => Object.values((await provider.truth()).requests)[0]?.aborted;
    for (let i = 0; i < 100 && !(await ended()); i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(await ended(), true);
  });
});

Deno.test("a stall of a given length is a pause of that length", async () => {
  const options = { stallMs: 150, faults: [{ name: "stall_mid_stream" }] };
  await withProvider(options, async (provider) => {
    const { received } = await rawExchange(provider, "complete");
    assert.match(received, /\[DONE\]/);
    const [request] = Object.values((await provider.truth()).requests);
    const texts = request!.events.filter(({ sort }) => sort === "content");
    const gaps = texts.slice(1).map((event, at) => event.sent_ms! - texts[at]!.sent_ms!);
    // The event before it may have been late, which shortens the gap: others are 20 ms and less.
    assert.ok(Math.max(...gaps) > 100, gaps.join(" "));
  });
});

Deno.test("redirects to another host lead where they are told to", async () => {
  const options = {
    redirectTo: "http://127.0.0.1:9/ignored?x",
    faults: [{ name: "redirect_other_host" }],
  };
  await withProvider(options, async (provider) => {
    const { received } = await rawExchange(provider, "complete");
    assert.match(received, /\r\nLocation: http:\/\/127\.0\.0\.1:9\/moved\r\n/);
  });
});
