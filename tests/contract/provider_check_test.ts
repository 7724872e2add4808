import assert from "node:assert/strict";
import { join } from "node:path";
import { shortAnswer, startChatServer } from "../testing/chat_server.ts";
import {
  type CommandResult,
  resultOf,
  ROOT,
  spawn,
  taskCommandLine,
  withTempDir,
} from "../testing/job_command.ts";

const KEY = "sk-canary-0123456789abcdefghijklmnop";

/** A catalog file of one provider with two endpoints. */
const providerFile = (baseUrl: string) =>
  `id: acme
name: Acme
kind: self-hosted
protocol: openai-chat
base_url: ${baseUrl}
api_key_env: ACME_API_KEY
endpoints:
  - {slug: small, model: acme-small, canonical_model: small-7b}
  - {slug: large, model: acme-large, canonical_model: large-70b}
`;

async function check(
  text: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<CommandResult & { file: string }> {
  let result: CommandResult | null = null;
  let file = "";
  await withTempDir(async (dir) => {
    file = join(dir, "acme.yaml");
    await Deno.writeTextFile(file, text);
    const command = taskCommandLine("provider:check", [file, ...args]);
    result = await resultOf(spawn(command, { cwd: ROOT, env }));
  });
  return { ...result!, file };
}

Deno.test("provider:check names the endpoints of a good file, and asks nobody", async () => {
  const { code, stdout, stderr, file } = await check(providerFile("https://api.acme.example/v1"));
  assert.equal(code, 0, stderr);
  assert.equal(stdout, `${file} is good: acme/small, acme/large\n`);
});

Deno.test("provider:check names every problem at once with line, column and the mend, and shows no key", async () => {
  const bad = providerFile("http://api.acme.example/v1").replace("ACME_API_KEY", KEY)
    .replace("openai-chat", "openai-chatt").replace("acme-small,", "acme-small, modle: x,")
    .replace("slug: large", "slug: small");
  const { code, stdout, stderr, file } = await check(bad);
  assert.equal(code, 2);
  assert.equal(stdout, "");
  const places = stderr.trim().split("\n").map((line) => {
    assert.ok(line.startsWith(`${file}:`), line);
    return line.slice(file.length).replace(/^(:\d+:\d+: \S+) .*$/, "$1");
  });
  assert.deepEqual(places, [
    ":4:1: protocol",
    ":5:1: base_url",
    ":6:1: api_key_env",
    ":8:38: endpoints[0].modle",
    ":9:6: endpoints[1].slug",
  ]);
  assert.match(stderr, /did you mean openai-chat/);
  assert.match(stderr, /must start with https:\/\//);
  assert.match(stderr, /the NAME of an environment variable/);
  assert.ok(!stderr.includes(KEY.slice(0, 12)), stderr);
});

Deno.test("provider:check --json puts the same on stdout as one object", async () => {
  const { code, stdout } = await check("id: acme\n", ["--json"]);
  assert.equal(code, 2);
  const { ok, problems, endpoints } = JSON.parse(stdout);
  assert.equal(ok, false);
  assert.deepEqual(endpoints, []);
  assert.ok(problems.length >= 6);
  for (const problem of problems) {
    assert.deepEqual(Object.keys(problem), ["line", "column", "field", "message"]);
  }
});

Deno.test("provider:check refuses an id that the catalog has already", async () => {
  const taken = providerFile("https://api.acme.example/v1").replace("id: acme", "id: groq")
    .replace("slug: small", "slug: gpt-oss-20b");
  const { code, stderr, file } = await check(taken);
  assert.equal(code, 2);
  assert.match(
    stderr.slice(file.length),
    /^:8:6: the endpoint id "groq\/gpt-oss-20b" is already used at groq\.yaml:\d+: give/,
  );
});

Deno.test("provider:check finds a file of the catalog good, though its own ids are there", async () => {
  const command = taskCommandLine("provider:check", ["providers/catalog/groq.yaml"]);
  const { code, stderr } = await resultOf(spawn(command, { cwd: ROOT }));
  assert.equal(code, 0, stderr);
});

Deno.test("provider:check asks of a page that is not the provider's own why it was taken", async () => {
  const sources = "sources: {model: {url: https://prices.example/acme, read_on: 2026-11-22}}\n";
  const asked = await check(providerFile("https://api.acme.example/v1") + sources);
  assert.equal(asked.code, 0, asked.stderr);
  assert.equal(
    asked.stderr,
    "note: sources.model: is https://prices.example/acme the provider's own page? Then add its place " +
      "to links.own; if not, say in `secondary`, beside the page, why it was taken\n",
  );
  const own = await check(
    `${providerFile("https://api.acme.example/v1")}${sources}links: {own: [prices.example]}\n`,
  );
  assert.equal(own.stderr, "");
});

Deno.test("provider:check --live shows what three requests were understood to answer", async () => {
  const server = startChatServer(({ headers }) => {
    const answer = shortAnswer();
    answer.headers.set("x-request-id", `seen ${headers.get("authorization")}`);
    answer.headers.set("x-ratelimit-remaining-requests", "59");
    return answer;
  });
  try {
    const { code, stdout, stderr } = await check(
      providerFile(server.baseUrl),
      ["--live", "--endpoint", "small", "--json"],
      { ACME_API_KEY: KEY },
    );
    assert.equal(code, 0, stderr);
    assert.equal(server.requests.length, 3);
    assert.ok(server.requests.every(({ body }) => JSON.parse(body).model === "acme-small"));
    const { endpoints } = JSON.parse(stdout);
    assert.equal(endpoints[1].live, null, "only the endpoint asked for is tried");
    const { not_tried, requests } = endpoints[0].live;
    assert.equal(not_tried, null);
    assert.equal(requests.length, 3);
    for (const request of requests) {
      assert.equal(request.ok, true);
      assert.equal(request.http_status, 200);
      assert.equal(request.streamed, true);
      assert.equal(request.text, "Hello world");
      assert.equal(request.text_events, 2);
      assert.equal(request.finish_reason, "stop");
      assert.equal(request.end_mark, true);
      assert.equal(request.usage.output_tokens, null);
      assert.ok(request.ttft_ms >= 0 && request.e2e_ms >= request.ttft_ms);
      assert.equal(request.headers["x-ratelimit-remaining-requests"], "59");
      assert.match(request.headers["x-request-id"], /^seen Bearer /);
    }
    assert.ok(!(stdout + stderr).includes(KEY.slice(0, 12)), "no key in the output");
  } finally {
    await server.stop();
  }
});

Deno.test("provider:check --live says for people what failed and how, and exits with 1", async () => {
  const server = startChatServer(() => Response.json({ error: "no such model" }, { status: 404 }));
  try {
    const { code, stdout, stderr } = await check(
      providerFile(server.baseUrl),
      ["--live", "--requests", "1"],
      { ACME_API_KEY: KEY },
    );
    assert.equal(code, 1, stderr);
    assert.equal(server.requests.length, 2);
    assert.match(stdout, /acme\/small .*\n {2}0 of 1 request succeeded\n/);
    assert.match(stdout, /failure {4}http_4xx \(\w+\): .*404/);
    assert.match(stdout, /body {7}.*no such model/);
  } finally {
    await server.stop();
  }
});

Deno.test("provider:check --live shows text, tokens and timing of what succeeded", async () => {
  const server = startChatServer();
  try {
    const { code, stdout, stderr } = await check(
      providerFile(server.baseUrl),
      ["--live", "--requests", "1", "--endpoint", "acme/large"],
      { ACME_API_KEY: KEY },
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /1 of 1 request succeeded/);
    assert.match(stdout, /text {7}Hello world\n/);
    assert.match(stdout, /tokens {5}no usage reported; counted here: \d+ in, 2 out\n/);
    assert.match(stdout, /end mark {3}seen\n/);
    assert.match(stdout, /timing .*first token \d+ ms, .*2 events with text\n/);
  } finally {
    await server.stop();
  }
});

Deno.test("provider:check --live without the key names the variable and exits with 2", async () => {
  const { code, stdout, stderr } = await check(
    providerFile("http://127.0.0.1:9/v1"),
    ["--live", "--endpoint", "small"],
    { ACME_API_KEY: "" },
  );
  assert.equal(code, 2);
  assert.match(stderr, /error: acme\/small needs a key: .*ACME_API_KEY/);
  assert.match(stdout, /not tried: /);
});

Deno.test("provider:check --live fills a base URL's placeholders from the environment", async () => {
  const text = providerFile("https://{ACME_ACCOUNT}.acme.example/v1")
    .replaceAll("canonical_model", "enabled: false, canonical_model");
  const { code, stderr } = await check(text, ["--live", "--endpoint", "small"], {
    ACME_API_KEY: KEY,
    ACME_ACCOUNT: "evil.example/",
  });
  assert.equal(code, 2);
  assert.match(stderr, /error: the environment variable ACME_ACCOUNT must be letters, digits/);
});

Deno.test("provider:check refuses a wrong command line in one line", async () => {
  const good = providerFile("https://api.acme.example/v1");
  const cases: [string[], RegExp][] = [
    [["--endpoint", "small"], /give --live too/],
    [["--live", "--endpoint", "smal"], /unknown endpoint "smal": did you mean acme\/small/],
    [["--requests", "0"], /whole number from 1 to 20/],
    [["--loud"], /unknown option '--loud'/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await check(good, args);
    assert.equal(code, 2, args.join(" "));
    assert.match(stderr, message);
  }
});

Deno.test("provider:check says so when there is no such file", async () => {
  const { code, stderr } = await resultOf(
    spawn(taskCommandLine("provider:check", ["no_such_file.yaml"]), { cwd: ROOT }),
  );
  assert.equal(code, 2);
  assert.match(stderr, /^error: there is no file no_such_file\.yaml: give the path/);
});
