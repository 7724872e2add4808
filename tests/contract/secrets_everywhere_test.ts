import assert from "node:assert/strict";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { startSite } from "../../cli/start_site.ts";
import type { Database } from "../../db/client.ts";
import { samples } from "../../db/schema.ts";
import { jobFromOptions } from "../../jobs/cli/job_from_options.ts";
import { jobCommand, type JobOptions } from "../../jobs/cli/job_options.ts";
import { resultsDirSink } from "../../jobs/cli/sinks.ts";
import { summaryJson } from "../../jobs/cli/summary_json.ts";
import { summaryTable } from "../../jobs/cli/summary_table.ts";
import { createRandom } from "../../jobs/metrics/random.ts";
import { createRunStore } from "../../jobs/persist.ts";
import { runBenchmark, type RunOutcome, type RunSink } from "../../jobs/run_benchmark.ts";
import { startSimulatedProvider } from "../../providers/simulated/mod.ts";
import { protocols } from "../../providers/protocols/mod.ts";
import { allFilesIn, assertAbsent, joinedValues } from "../testing/canary.ts";
import { withPostgres } from "../testing/databases.ts";
import { withTempDir } from "../testing/job_command.ts";
import { accountFile, PRIVATE_KEY, startTokenServer } from "../testing/token_server.ts";

const VARIABLE = "LAPBOARD_CANARY";
/** An unguessable tail with characters that JSON, URLs and HTML write in other ways. */
const tail = () => {
  const random = crypto.randomUUID().replaceAll("-", "");
  return `${random.slice(0, 16)}/+${random.slice(16)}`;
};
const KEY = `sk-c4nary"${tail()}`;
const TOKEN = `ya29.c4nary-${tail().replaceAll("+", "-")}`;
const RENEWED = `ya29.renewed-${tail().replaceAll("+", "-")}`;
const AWS_ID = "AKIACANARYQ7X2M4T6ZW";
const AWS_SECRET = `c4narysecret${tail()}`;
const AWS_SESSION = `c4narysession${tail()}`;
const HEADER = `h3ader-${tail()}`;
/** Never sent as it is, so whatever of it is found was leaked by us. */
const PRIVATE = PRIVATE_KEY.split("\n")[5]!;
const SECRETS = [KEY, TOKEN, RENEWED, AWS_ID, AWS_SECRET, AWS_SESSION, HEADER, PRIVATE];

/** Where the simulated provider has a protocol, when that is not at its origin. */
const BASE_PATHS: Record<string, string> = {
  "openai-chat": "/v1",
  "openai-completions": "/v1",
  "openai-responses": "/v1",
  mistral: "/mistral",
  "cloudflare-workers-ai": "/client/v4/accounts/a1",
};

/** The environment of each sort of credential, by the sort that a protocol takes. */
const CREDENTIALS = {
  key: () => [{ variable: VARIABLE, env: { [VARIABLE]: KEY } }],
  aws: () => [
    {
      variable: `${VARIABLE}_ACCESS_KEY_ID`,
      env: {
        [`${VARIABLE}_ACCESS_KEY_ID`]: AWS_ID,
        [`${VARIABLE}_SECRET_ACCESS_KEY`]: AWS_SECRET,
        [`${VARIABLE}_SESSION_TOKEN`]: AWS_SESSION,
      },
    },
  ],
  google: (tokenUri: string) => [
    { variable: VARIABLE, env: { [VARIABLE]: KEY } },
    { variable: VARIABLE, env: { [VARIABLE]: TOKEN } },
    { variable: VARIABLE, env: { [VARIABLE]: accountFile(tokenUri) } },
  ],
};

/** A server that answers as the simulated provider does, and says the secrets it was sent aloud. */
function startGossip(providerUrl: string, otherUrl: string) {
  let answers = 0;
  const seen: string[] = [];
  const abort = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal: abort.signal },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const said = secretsIn(request);
      seen.push(said);
      const echo = ECHOES[answers++ % ECHOES.length]!;
      const headers = new Headers(request.headers);
      headers.delete("host");
      const body = await request.bytes();
      return await echo(said, {
        other: `${otherUrl}${pathname}${search}`,
        ask: () =>
          fetch(providerUrl + pathname + search, { method: request.method, headers, body }),
      });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    seen,
    async stop() {
      abort.abort();
      await server.finished;
    },
  };
}

interface Upstream {
  /** The same address at another origin. */
  other: string;
  /** Asks the simulated provider. */
  ask: () => Promise<Response>;
}

/** Whatever of a request may be secret: where it goes, and all its headers. */
function secretsIn(request: Request): string {
  const headers = [...request.headers].map(([name, value]) => `${name}: ${value}`).join(" | ");
  return `${headers} | ${decodeURIComponent(new URL(request.url).search)}`;
}

const json = (status: number, message: string) => Response.json({ error: { message } }, { status });
const redirect = (status: number, location: string) =>
  new Response(null, { status, headers: { location } });

/** An answer of the provider, with what was said in place of some of its words. */
async function quoting(said: string, { ask }: Upstream, place: RegExp): Promise<Response> {
  const answer = await ask();
  const text = new TextDecoder("latin1").decode(await answer.bytes());
  const quoted = text.replace(place, () => JSON.stringify(said).slice(1, -1));
  const bytes = Uint8Array.from(quoted, (character) => character.charCodeAt(0));
  return new Response(bytes, {
    status: answer.status,
    headers: { "content-type": answer.headers.get("content-type") ?? "text/plain" },
  });
}

/** Where an answer has text: the value of a field, or a line of events without JSON. */
const TEXTS =
  /(?<="(?:content|text|text_output|response|delta|generated_text)": ?")[^"]+(?=")|(?<=^data: )[A-Za-z][^{}\n]*$/gm;
const random = createRandom(20261122);

/**
 * An answer of the provider whose texts, one after the other, are a secret in pieces of a few
 * characters each.
 *
 * @param kept share of it that arrives with status 200; whole, it has another status
 */
async function inPieces(said: string, { ask }: Upstream, kept?: number): Promise<Response> {
  const secrets = SECRETS.filter((secret) => said.includes(secret));
  let rest = secrets[Math.floor(random() * secrets.length)]!;
  const answer = await ask();
  const text = new TextDecoder("latin1").decode(await answer.bytes()).replace(TEXTS, () => {
    const piece = rest.slice(0, 4 + Math.floor(12 * random()));
    rest = rest.slice(piece.length);
    return JSON.stringify(piece === "" ? "." : piece).slice(1, -1);
  });
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return new Response(kept === undefined ? bytes : bytes.subarray(0, kept * bytes.length), {
    status: kept === undefined ? 500 : answer.status,
    headers: { "content-type": answer.headers.get("content-type") ?? "text/plain" },
  });
}

const ECHOES: ((said: string, upstream: Upstream) => Response | Promise<Response>)[] = [
  (said) => json(401, `Incorrect API key provided: ${said}`),
  (said, { other }) => redirect(307, `${other}#${encodeURIComponent(said)}`),
  (_, { other }) => redirect(302, other),
  (_, { ask }) => ask(),
  // Into the text, an error event or a name of a field: well-formed, malformed, in binary frames.
  (said, upstream) => quoting(said, upstream, /(?<=")[A-Za-z]{3,}(?= ?")/),
  (said, upstream) => quoting(said, upstream, /(?<="(?:message|content|text|token)": ?")[^"]*/),
  (said, upstream) => quoting(said, upstream, /[{}]/),
  (said) => new Response(`<html>${"y".repeat(430)}${said}`, { status: 502 }),
  (said) => new Response(`data: {"error": {"message": ${JSON.stringify(said)}}}\n\n`),
  (said) => new Response(`data: {"broken ${said}\n\n`),
  (said) => json(429, `quota of ${said}`),
  // A key said in pieces, an event at a time: with a status that fails, and cut off before its end.
  (said, upstream) => inPieces(said, upstream),
  (said, upstream) => inPieces(said, upstream, 0.7),
];

async function withEnv(env: Record<string, string>, use: () => Promise<void>): Promise<void> {
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  try {
    await use();
  } finally {
    for (const name of Object.keys(env)) Deno.env.delete(name);
  }
}

/** Runs `use` with everything that this process prints kept. */
async function withConsole(use: () => Promise<void>): Promise<string> {
  const methods = ["log", "info", "warn", "error", "debug"] as const;
  const kept = methods.map((method) => [method, console[method]] as const);
  const lines: string[] = [];
  for (const method of methods) {
    console[method] = (...args: unknown[]) => void lines.push(args.map(String).join(" "));
  }
  try {
    await use();
  } finally {
    for (const [method, print] of kept) console[method] = print;
  }
  return lines.join("\n");
}

/** A sink that fails in the middle of a run, as a disk or a database does. */
function failingSink(): RunSink {
  let batches = 0;
  return {
    startRun: () => Promise.resolve(),
    appendSamples: () =>
      ++batches > 1 ? Promise.reject(new Error("the disk broke")) : Promise.resolve(),
    appendCheckResults: () => Promise.resolve(),
    finishRun: () => Promise.resolve(),
  };
}

interface Places {
  baseUrl: string;
  protocol: string;
  variable: string;
  dir: string;
  sinks: (job: Parameters<typeof resultsDirSink>[1]) => RunSink[];
}

/** Measures as `deno task job` would, in this process; prints what it would print. */
async function runJobInto(places: Places): Promise<RunOutcome> {
  const args = [
    ...[
      "--url",
      places.baseUrl,
      "--model",
      places.protocol === "replicate" ? "acme/sim" : "sim",
      "--llm-api",
      places.protocol,
    ],
    ...["--api-key-env", places.variable, "--header", `X-Team: ${HEADER}`, "--checks", "3"],
    ...["--mean-input-tokens", "64", "--stddev-input-tokens", "0", "--mean-output-tokens", "4"],
    ...["--stddev-output-tokens", "0", "--num-concurrent-requests", "4"],
    ...["--max-num-completed-requests", String(2 * ECHOES.length)],
  ];
  const command = jobCommand();
  command.parse(args, { from: "user" });
  const { job, credential } = await jobFromOptions(undefined, command.opts<JobOptions>(), args);
  const outcome = await runBenchmark(job, {
    sinks: places.sinks(job),
    rescueDirs: [places.dir],
    credential,
    calibrate: null,
    onSamples: () => {},
    signal: new AbortController().signal,
    now: () => new Date(),
  });
  console.log(summaryTable(outcome), JSON.stringify(summaryJson(outcome)));
  if (outcome.reason !== null) console.error(outcome.reason);
  return outcome;
}

async function databaseDump(db: Database): Promise<string> {
  const tables = await db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const dumps = await Promise.all(
    [...tables].map(({ name }) =>
      db.execute(sql`select to_jsonb(t)::text as row from ${sql.identifier(name)} t`)
    ),
  );
  return JSON.stringify(dumps.map((rows) => [...rows]));
}

async function pagesOf(db: Database, runIds: readonly string[]): Promise<string> {
  const logged: string[] = [];
  const site = await startSite({
    db,
    port: 0,
    now: () => new Date(),
    logError: (text) => logged.push(text),
  });
  try {
    const paths = ["/", "/endpoints", "/api/v1/endpoints", "/api/v1/leaderboard"];
    for (const id of runIds) {
      paths.push(`/runs/${id}`, `/api/v1/runs/${id}`, `/api/v1/runs/${id}/samples?format=jsonl`);
    }
    for (const path of paths) {
      const response = await fetch(site.url + path);
      logged.push(await response.text());
      if (path.startsWith("/runs/")) assert.equal(response.status, 200, path);
    }
  } finally {
    await site.stop();
  }
  return logged.join("\n");
}

Deno.test("the keys of every protocol are nowhere to be found, whatever servers say and however runs end", () =>
  withPostgres((db) =>
    withTempDir(async (dir) => {
      const strays: string[] = [];
      const abort = new AbortController();
      const other = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal: abort.signal },
        (request) => {
          strays.push(request.url);
          return new Response();
        },
      );
      const tokens = startTokenServer((request) =>
        request === 0
          ? Response.json({ access_token: RENEWED, expires_in: 3600 })
          : json(400, `who is ${RENEWED}?`)
      );
      const provider = await startSimulatedProvider({
        ttftMs: 1,
        itlMs: 0,
        models: ["sim", "acme/sim"],
      });
      const gossip = startGossip(
        new URL(provider.baseUrl).origin,
        `http://127.0.0.1:${other.addr.port}`,
      );
      const runIds: string[] = [];
      try {
        const printed = await withConsole(async () => {
          for (const { id, credential } of protocols) {
            for (const { variable, env } of CREDENTIALS[credential](tokens.tokenUri)) {
              await withEnv(env, async () => {
                const results = join(dir, `${id}-${runIds.length}`);
                const { record, status, statistics } = await runJobInto({
                  ...{ baseUrl: gossip.url + (BASE_PATHS[id] ?? ""), protocol: id, variable, dir },
                  sinks: (job) => [
                    createRunStore(db),
                    resultsDirSink(results, job),
                  ],
                });
                assert.equal(status, "complete", id);
                assert.ok(statistics.counts.failed > 0, id);
                runIds.push(record.id);
              });
            }
          }
          // Once more with somewhere to store that breaks: what is rescued is searched as well.
          await withEnv({ [VARIABLE]: KEY }, async () => {
            const crash = await runJobInto({
              ...{ baseUrl: `${gossip.url}/v1`, protocol: "openai-chat", variable: VARIABLE, dir },
              sinks: () => [failingSink()],
            }).then(() => assert.fail("storing failed, and nobody said so"), (error) => error);
            // As a crash is printed: with its causes.
            console.error(Deno.inspect(crash, { depth: 20 }));
          });
        });
        const everySecretWasSent = [KEY, TOKEN, AWS_ID, AWS_SESSION, HEADER];
        for (const secret of everySecretWasSent) {
          assert.ok(gossip.seen.some((said) => said.includes(secret)), secret.slice(0, 12));
        }
        const excerpts = await db.select({ text: samples.bodyExcerpt }).from(samples);
        const places = {
          "the excerpts put together": excerpts.map(({ text }) => joinedValues(text ?? ""))
            .join("\n"),
          "the database": await databaseDump(db),
          "what was printed": printed,
          "the files": allFilesIn(dir),
          "the site": await pagesOf(db, runIds),
        };
        for (const [where, text] of Object.entries(places)) {
          // What was said reached it, then: but for figures, which quote nobody.
          if (where !== "what was printed") assert.match(text, /\[redacted\]/, where);
          for (const secret of SECRETS) assertAbsent(secret, text, where);
        }
        assert.deepEqual(strays, [], "requests that followed a redirect");
      } finally {
        await gossip.stop();
        await provider.stop();
        await tokens.stop();
        abort.abort();
        await other.finished;
      }
    })
  ));
