import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../../db/client.ts";
import { startSimulatedProvider } from "../../providers/simulated/mod.ts";
import { startByteServer } from "../testing/byte_server.ts";
import { runJobCommand, withTempDir } from "../testing/job_command.ts";

/** A command that cannot succeed, the code it must end with, and what its one line must say. */
interface Refusal {
  name: string;
  args: string[];
  code: 1 | 2;
  says: RegExp;
  env?: Record<string, string>;
}

/** Stands in for a password or key: must never be repeated. */
const SECRET = "hunter2-hunter2";

/** Runs the command and checks that it ends in one clear line. */
async function assertRefused(refusal: Refusal, cwd: string): Promise<void> {
  const { code, stdout, stderr } = await runJobCommand(refusal.args, {
    cwd,
    ...(refusal.env === undefined ? {} : { env: refusal.env }),
  });
  const about = `${refusal.name}: exit code ${code}\n${stderr}`;
  const lines = stderr.trim().split("\n");
  const errors = lines.filter((line) => line.startsWith("error: "));
  assert.equal(errors.length, 1, about);
  assert.equal(lines.at(-1), errors[0], about);
  assert.match(errors[0]!, refusal.says, about);
  assert.equal(code, refusal.code, about);
  assert.ok(!/^\s+at |Uncaught/m.test(stderr) && !stderr.includes("\x1b"), about);
  assert.ok(!(stdout + stderr).includes(SECRET), about);
  if (code === 2) {
    // Nothing was measured: the line is all there is.
    assert.equal(lines.length, 1, about);
    assert.equal(stdout, "", about);
  }
}

const BY_HAND = ["--url", "http://127.0.0.1:9/v1", "--model", "m", "--no-store", "--no-calibrate"];

const WRONG_WORDS: Refusal[] = [
  { name: "unknown flag", args: ["--bogus"], code: 2, says: /unknown option '--bogus'/ },
  { name: "misspelt flag", args: ["--urll", "x"], code: 2, says: /Did you mean --url\?/ },
  { name: "surplus word", args: ["a/b", "c"], code: 2, says: /too many arguments/ },
  { name: "nothing at all", args: [], code: 2, says: /name an endpoint of the catalog.*--url/ },
  {
    name: "unknown endpoint",
    args: ["openai/gpt-4o-mimi"],
    code: 2,
    says: /unknown endpoint "openai\/gpt-4o-mimi": did you mean openai\/gpt-4o-mini/,
  },
  {
    name: "endpoint and URL at once",
    args: ["openai/gpt-4o-mini", "--url", "http://127.0.0.1:9/v1"],
    code: 2,
    says: /not both/,
  },
  { name: "no model", args: ["--url", "http://127.0.0.1:9/v1"], code: 2, says: /--model/ },
  {
    name: "no URL at all",
    args: ["--url", "localhost", "--model", "m"],
    code: 2,
    says: /--url "localhost" is not a URL: write it as https:\/\/HOST\/v1/,
  },
  {
    name: "another scheme",
    args: ["--url", "ftp://127.0.0.1/v1", "--model", "m"],
    code: 2,
    says: /must begin with http:\/\/ or https:\/\//,
  },
  {
    name: "credentials in the URL",
    args: ["--url", `http://me:${SECRET}@127.0.0.1:9/v1`, "--model", "m"],
    code: 2,
    says: /user name and password out of the URL/,
  },
  {
    name: "credentials in what is no URL",
    args: ["--url", `http://me:${SECRET}@:port/v1`, "--model", "m"],
    code: 2,
    says: /is not a URL/,
  },
  {
    name: "credentials in a URL of another scheme",
    args: ["--url", `ftp://me:${SECRET}@127.0.0.1/v1`, "--model", "m"],
    code: 2,
    says: /user name and password out of the URL/,
  },
  {
    name: "a key in the URL's query",
    args: ["--url", `http://127.0.0.1:9/v1?api_key=${SECRET}`, "--model", "m"],
    code: 2,
    says: /take the key out of the query of --url and name .* --api-key-env/,
  },
  {
    name: "a key in the query of what is no URL",
    args: ["--url", `127.0.0.1:9/v1?api_key=${SECRET}`, "--model", "m"],
    code: 2,
    says: /--url "127\.0\.0\.1:9\/v1\?…" is not a URL/,
  },
  {
    name: "a key after the URL's #",
    args: ["--url", `http://127.0.0.1:9/v1#${SECRET}`, "--model", "m"],
    code: 2,
    says: /take the "#" part out of --url/,
  },
  {
    name: "a key in side B's URL",
    args: [...BY_HAND, "--plan", "compare", "--against", `http://127.0.0.1:9/?token=${SECRET}`],
    code: 2,
    says: /query of --against and name .* --against-api-key-env/,
  },
  {
    name: "the key itself in the metadata",
    args: [...BY_HAND, "--api-key-env", "LAPBOARD_TEST_KEY", "--metadata", `note=my-${SECRET}`],
    code: 2,
    says: /--metadata holds .* a key/,
    env: { LAPBOARD_TEST_KEY: SECRET },
  },
  {
    name: "side B's key itself in the metadata",
    args: [
      ...[...BY_HAND, "--plan", "compare", "--rates", "1", "--metadata", `note=my-${SECRET}`],
      ...["--against", "http://127.0.0.1:8/v1", "--against-api-key-env", "LAPBOARD_TEST_KEY"],
    ],
    code: 2,
    says: /holds .* a key/,
    env: { LAPBOARD_TEST_KEY: SECRET },
  },
  {
    name: "the key itself in the URL's path",
    args: [
      ...["--url", `http://127.0.0.1:9/${SECRET}/v1`, "--model", "m", "--no-store"],
      ...["--api-key-env", "LAPBOARD_TEST_KEY"],
    ],
    code: 2,
    says: /--url holds .* a key/,
    env: { LAPBOARD_TEST_KEY: SECRET },
  },
  {
    name: "what looks like a key among the parameters",
    args: [...BY_HAND, `--additional-sampling-params={"user": "sk-${SECRET}"}`],
    code: 2,
    says: /--additional-sampling-params holds .* a key/,
  },
  {
    name: "a header with a variable that is not set",
    args: [...BY_HAND, "--header", "x-team: {LAPBOARD_TEST_NO_SUCH_KEY}"],
    code: 2,
    says: /--header "x-team: …" needs the environment variable LAPBOARD_TEST_NO_SUCH_KEY/,
  },
  { name: "unknown protocol", args: ["--llm-api", "soap"], code: 2, says: /openai-chat/ },
  { name: "zero requests", args: ["--max-num-completed-requests", "0"], code: 2, says: /above 0/ },
  { name: "half a seed", args: ["--seed", "0.5"], code: 2, says: /whole number from 0/ },
  {
    name: "prompts too short to make",
    args: [...BY_HAND, "--mean-input-tokens", "5"],
    code: 2,
    says: /--mean-input-tokens must be a whole number from 64/,
  },
  {
    name: "parameters that are no JSON",
    args: [...BY_HAND, "--additional-sampling-params", "{temperature: 0}"],
    code: 2,
    says: /It is not JSON/,
  },
  {
    name: "parameters that are no object",
    args: [...BY_HAND, "--additional-sampling-params", "[1]"],
    code: 2,
    says: /must be a JSON object/,
  },
  {
    name: "parameters that set the model",
    args: [...BY_HAND, "--additional-sampling-params", '{"model": "other"}'],
    code: 2,
    says: /must not set "model"/,
  },
  { name: "metadata without =", args: [...BY_HAND, "--metadata", "x"], code: 2, says: /key=value/ },
  {
    name: "header without a colon",
    args: [...BY_HAND, "--header", "nonsense"],
    code: 2,
    says: /--header .* is not "name: value"/,
  },
  {
    name: "header with a line break",
    args: [...BY_HAND, "--header", `x-key: ${SECRET}\r\nx-other: 1`],
    code: 2,
    says: /"x-key": its value has a line break/,
  },
  {
    name: "key variable that is not set",
    args: [...BY_HAND, "--api-key-env", "LAPBOARD_TEST_NO_SUCH_KEY"],
    code: 2,
    says: /set the environment variable LAPBOARD_TEST_NO_SUCH_KEY/,
  },
  {
    name: "key with a space in it",
    args: [...BY_HAND, "--api-key-env", "LAPBOARD_TEST_KEY"],
    code: 2,
    says: /the API key is empty or has a space/,
    env: { LAPBOARD_TEST_KEY: `${SECRET} ${SECRET}` },
  },
];

const WRONG_STORES: Refusal[] = [
  {
    name: "DATABASE_URL that is no URL",
    args: ["--url", "http://127.0.0.1:9/v1", "--model", "m"],
    code: 2,
    says: /DATABASE_URL is not a Postgres URL/,
    env: { DATABASE_URL: `mysql://root:${SECRET}@127.0.0.1/x` },
  },
  {
    name: "DATABASE_URL that does not answer",
    args: ["--url", "http://127.0.0.1:9/v1", "--model", "m"],
    code: 2,
    says: /Postgres at 127\.0\.0\.1:9\/x does not answer/,
    env: { DATABASE_URL: `postgres://me:${SECRET}@127.0.0.1:9/x` },
  },
  {
    name: "results directory that is a file",
    args: [...BY_HAND, "--results-dir", join("file", "below"), "--connect-timeout", "0.1"],
    code: 2,
    says: /annot write results to file/,
  },
  {
    name: "results directory that may not be written",
    args: [...BY_HAND, "--results-dir", "/proc/lapboard", "--connect-timeout", "0.1"],
    code: 2,
    says: /annot write results to \/proc\/lapboard/,
  },
];

/** Two at a time: as many as a small machine has cores. */
async function inPairs(refusals: readonly Refusal[], cwd: string): Promise<void> {
  const left = refusals.values();
  const work = async () => {
    for (const refusal of left) await assertRefused(refusal, cwd);
  };
  await Promise.all([work(), work()]);
}

Deno.test("wrong words on the command line end in one clear line and exit code 2", () =>
  withTempDir(async (cwd) => {
    await inPairs(WRONG_WORDS, cwd);
    assert.deepEqual([...Deno.readDirSync(cwd)], [], "something was left behind");
  }));

Deno.test("a store that cannot be used ends in one clear line before anything is sent", () =>
  withTempDir(async (cwd) => {
    await Deno.writeTextFile(join(cwd, "file"), "");
    await inPairs(WRONG_STORES, cwd);
  }));

Deno.test("a data directory that cannot be made, or is in use, ends in one clear line", () =>
  withTempDir(async (cwd) => {
    const args = ["--url", "http://127.0.0.1:9/v1", "--model", "m"];
    await Deno.writeTextFile(join(cwd, ".lapboard"), "");
    await assertRefused(
      { name: "unusable data directory", args, code: 2, says: /cannot use .*\.lapboard as data/ },
      cwd,
    );
    await Deno.remove(join(cwd, ".lapboard"));
    const holder = await openDatabase({ dataDir: join(cwd, ".lapboard"), purpose: "a test" });
    try {
      await assertRefused({
        name: "locked data directory",
        args,
        code: 2,
        says: new RegExp(`in use by process ${Deno.pid} \\(a test\\)`),
      }, cwd);
    } finally {
      await holder.close();
    }
  }));

Deno.test("an endpoint that cannot be measured fails the run with one line that says why", () =>
  withTempDir(async (cwd) => {
    const html = "<!doctype html><title>Welcome</title><h1>It works!</h1>";
    const page = startByteServer(async (peer) => {
      for (;;) {
        await peer.expect('"stream":true');
        await peer.send(
          `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${html.length}\r\n\r\n` +
            html,
        );
      }
    });
    const mailServer = startByteServer(async (peer) => {
      await peer.send("220 mail.example.org ESMTP\r\n");
      await peer.expect("POST");
      await peer.send("500 unrecognized command\r\n");
    });
    const provider = await startSimulatedProvider({ apiKey: "right", models: ["sim"] });
    const open = await startSimulatedProvider({ models: ["sim", "tiny"] });
    const measure = (url: string, model = "sim") => [
      ...["--url", url, "--model", model, "--no-store", "--max-num-completed-requests", "4"],
      ...["--json", "--no-calibrate"],
    ];
    try {
      await inPairs([
        {
          name: "nobody listens",
          args: measure("http://127.0.0.1:9/v1"),
          code: 1,
          says: /the run failed: no request succeeded; 4 of 4: cannot connect to 127\.0\.0\.1:9/,
        },
        {
          name: "no such host",
          args: measure("http://no-such-host.invalid/v1"),
          code: 1,
          says: /the run failed: .*no address for no-such-host\.invalid:80/,
        },
        {
          name: "wrong key",
          args: [...measure(provider.baseUrl), "--api-key-env", "LAPBOARD_TEST_KEY"],
          code: 1,
          says: /the run failed: .*HTTP 401: Incorrect API key provided/,
          env: { LAPBOARD_TEST_KEY: SECRET },
        },
        {
          name: "wrong model",
          args: measure(open.baseUrl, "simm"),
          code: 1,
          says: /the run failed: .*HTTP 404: .*simm/,
        },
        {
          name: "not the API's path",
          args: measure(`${open.url}/wrong/v1`),
          code: 1,
          says: /the run failed: .*HTTP 404: there is no POST \/wrong\/v1\/chat\/completions/,
        },
        {
          name: "a web page",
          args: measure(`http://127.0.0.1:${page.port}/`),
          code: 1,
          says: /the run failed: .*neither an event stream nor the protocol's JSON.*doctype html/,
        },
        {
          name: "a mail server",
          args: measure(`http://127.0.0.1:${mailServer.port}/v1`),
          code: 1,
          says: /the run failed: .*does not begin like HTTP\/1\.1: "220 mail\.example\.org ESMTP/,
        },
      ], cwd);
    } finally {
      await open.stop();
      await provider.stop();
      await mailServer.stop();
      await page.stop();
    }
  }));
