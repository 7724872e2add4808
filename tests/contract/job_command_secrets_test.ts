import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../../db/client.ts";
import { checkItems, endpoints, runs, samples, summaries } from "../../db/schema.ts";
import { allFilesIn, assertAbsent } from "../testing/canary.ts";
import { type SeenRequest, startChatServer } from "../testing/chat_server.ts";
import { type CommandResult, runJobCommand, withTempDir } from "../testing/job_command.ts";

const random = crypto.randomUUID().replaceAll("-", "");
/** Characters that JSON, URLs and HTML write in other ways are part of it. */
const KEY = `sk-c4nary/${random.slice(0, 20)}+"x=${random.slice(20)}`;
const HEADER_SECRET = `h3ader-${random}`;
const sse = (...data: string[]) =>
  new Response(data.map((line) => `data: ${line}\n\n`).join(""), {
    headers: { "content-type": "text/event-stream" },
  });
const text = (content: string) => JSON.stringify({ choices: [{ delta: { content } }] });
const json = (status: number, body: unknown) => Response.json(body, { status });

/** Ways in which a server can tell a client its own key, whole or cut off at any place. */
const ECHOES: ((key: string) => Response)[] = [
  (key) => json(401, { error: { message: `Incorrect API key provided: ${key}.` } }),
  (key) => json(403, { error: `key ${key}`, detail: "x".repeat(480 - 8) + key }),
  (key) => new Response(`<html><body>${"y".repeat(440)}${key}`, { status: 502 }),
  (key) => new Response(`{"k": ${JSON.stringify(key).replaceAll("/", "\\/")}}`, { status: 400 }),
  (key) => new Response(`?key=${encodeURIComponent(key)}`, { status: 500 }),
  (key) => new Response(null, { status: 307, headers: { location: `http://x/?${key}` } }),
  (key) => sse(text("Hello"), JSON.stringify({ error: { message: `${key} was revoked` } })),
  (key) => sse(JSON.stringify({ error: { message: "z".repeat(170) + key } })),
  (key) => sse(text("Hello"), `{"broken ${key}`),
  (key) => sse(`{"broken ${"w".repeat(160)}${key}`),
  (key) => sse(JSON.stringify({ choices: [{ delta: { content: "Hi" }, finish_reason: key }] })),
  (key) => sse(text(`Your key is ${key}`), "[DONE]"),
  (key) => new Response(`not an answer ${key}`, { headers: { "content-type": key } }),
  (key) => new Response("x", { headers: { "content-encoding": key.replaceAll('"', "") } }),
];

/** Everything that a run left in a directory and in what it printed. */
async function everythingLeftBy(cwd: string, { stdout, stderr }: CommandResult): Promise<string> {
  const parts = [stdout, stderr];
  const db = await openDatabase({ dataDir: join(cwd, ".lapboard") });
  try {
    for (const table of [endpoints, runs, samples, summaries, checkItems]) {
      parts.push(JSON.stringify(await db.select().from(table)));
    }
  } finally {
    await db.close();
  }
  parts.push(allFilesIn(cwd));
  return parts.join("\n");
}

Deno.test("a key goes to its provider and nowhere else, even when the provider says it aloud", () =>
  withTempDir(async (cwd) => {
    const keyOf = ({ headers }: SeenRequest) =>
      headers.get("authorization")!.slice("Bearer ".length);
    let answers = 0;
    const server = startChatServer((request) =>
      // The last answers of a run are those to its questions: they are right or wrong, and kept.
      ECHOES[answers++ % ECHOES.length]!(
        answers % 2 === 0 ? keyOf(request) : request.headers.get("x-team-token")!.slice(6),
      )
    );
    try {
      const result = await runJobCommand([
        ...["--url", server.baseUrl, "--model", "m", "--json", "--checks", "14"],
        "--no-calibrate",
        ...["--max-num-completed-requests", "28", "--num-concurrent-requests", "2"],
        ...["--api-key-env", "LAPBOARD_TEST_KEY", "--results-dir", "out"],
        ...["--header", `X-Team-Token: token ${HEADER_SECRET}`],
      ], { cwd, env: { LAPBOARD_TEST_KEY: KEY } });
      assert.ok(result.code === 0 || result.code === 3, result.stderr);
      assert.equal(server.requests.length, 28 + 14);
      for (const request of server.requests) {
        assert.equal(keyOf(request), KEY);
        assert.equal(request.headers.get("x-team-token"), `token ${HEADER_SECRET}`);
      }
      const everything = await everythingLeftBy(cwd, result);
      assert.match(everything, /Incorrect API key provided: \[redacted\]/);
      assert.match(everything, /--api-key-env LAPBOARD_TEST_KEY/);
      assertAbsent(KEY, everything);
      assertAbsent(HEADER_SECRET, everything);
    } finally {
      await server.stop();
    }
  }));

/** A server that takes connections and answers them with what is not TLS. */
function startRudeServer() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = (async () => {
    for await (const connection of listener) {
      await connection.write(new TextEncoder().encode("no")).catch(() => {});
      connection.close();
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async stop() {
      listener.close();
      await served;
    },
  };
}

Deno.test("what never reaches a provider tells nobody its keys: no such host, nobody there, no TLS", () =>
  withTempDir(async (cwd) => {
    const rude = startRudeServer();
    try {
      const left: string[] = [];
      for (
        const [url, kind] of [
          ["https://no-such-host.invalid/v1", "dns"],
          ["http://127.0.0.1:9/v1", "connect"],
          [`https://127.0.0.1:${rude.port}/v1`, "tls"],
        ] as const
      ) {
        const result = await runJobCommand([
          ...["--url", url, "--model", "m", "--json", "--no-calibrate", "--results-dir", kind],
          ...["--max-num-completed-requests", "2", "--connect-timeout", "5"],
          ...["--api-key-env", "LAPBOARD_TEST_KEY"],
          ...["--header", "X-Team-Token: token {LAPBOARD_TEST_TEAM}"],
        ], { cwd, env: { LAPBOARD_TEST_KEY: KEY, LAPBOARD_TEST_TEAM: HEADER_SECRET } });
        assert.equal(result.code, 1, result.stderr);
        assert.equal(JSON.parse(result.stdout).failures[kind], 2, result.stdout);
        left.push(result.stdout, result.stderr);
      }
      const stdout = left.join("\n");
      const everything = await everythingLeftBy(cwd, { code: 1, stdout, stderr: "" });
      assert.match(everything, /x-team-token: …|X-Team-Token: …/);
      assertAbsent(KEY, everything);
      assertAbsent(HEADER_SECRET, everything);
    } finally {
      await rude.stop();
    }
  }));
