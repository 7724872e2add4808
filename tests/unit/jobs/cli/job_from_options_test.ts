import assert from "node:assert/strict";
import fc from "fast-check";
import { jobFromOptions } from "../../../../jobs/cli/job_from_options.ts";
import { jobCommand, type JobOptions } from "../../../../jobs/cli/job_options.ts";
import { UsageError } from "../../../../jobs/cli/usage_error.ts";
import type { Job } from "../../../../jobs/job.ts";

const BY_HAND = ["--url", "http://127.0.0.1:9/v1", "--model", "tiny"];

async function jobOf(...args: string[]): Promise<Job> {
  const command = jobCommand();
  command.parse(args, { from: "user" });
  return (await jobFromOptions(command.args[0], command.opts<JobOptions>(), args)).job;
}

/** The words a shell makes of a command line. */
async function shellWords(line: string): Promise<string[]> {
  const { stdout, success } = await new Deno.Command("sh", {
    args: [
      "-c",
      `for word in ${line.replace(/^deno task job /, "")}; do printf '%s\\0' "$word"; done`,
    ],
  }).output();
  assert.ok(success, line);
  return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
}

Deno.test("an endpoint given by hand is described by its URL and model", async () => {
  const { endpoint, checkCount } = await jobOf(...BY_HAND, "--llm-api", "openai");
  assert.equal(endpoint.id, "127.0.0.1:9/tiny");
  assert.equal(endpoint.protocol, "openai-chat");
  assert.equal(endpoint.baseUrl, "http://127.0.0.1:9/v1");
  assert.deepEqual([endpoint.apiKeyEnv, endpoint.enabled], [null, false]);
  assert.equal(checkCount, 0);
});

Deno.test("the defaults are the headline workload under LLMPerf's load", async () => {
  const job = await jobOf(...BY_HAND);
  assert.equal(job.workload.id, "chat-550-150");
  assert.deepEqual(job.plan, { kind: "closed_loop", concurrency: 10 });
  assert.deepEqual([job.maxRequests, job.stopAfterMs, job.stream], [10, 90_000, true]);
});

Deno.test("LLMPerf's flags keep their names and their meaning", async () => {
  const job = await jobOf(
    ...BY_HAND,
    ...["--mean-input-tokens", "300", "--stddev-input-tokens", "20"],
    ...["--mean-output-tokens", "80", "--stddev-output-tokens", "5"],
    ...["--num-concurrent-requests", "3", "--timeout", "12.5"],
    ...["--max-num-completed-requests", "17", "--seed", "42"],
    ...["--additional-sampling-params", '{"temperature": 0}', "--metadata", "a=1,b= c=d "],
  );
  assert.equal(job.workload.id, "chat-300sd20-80sd5");
  assert.deepEqual(job.plan, { kind: "closed_loop", concurrency: 3 });
  assert.deepEqual([job.maxRequests, job.stopAfterMs, job.seed], [17, 12_500, 42]);
  assert.deepEqual(job.samplingParams, { temperature: 0 });
  assert.deepEqual(job.metadata, { a: "1", b: "c=d" });
});

Deno.test("without a seed each job draws its own, and its command line names it", async () => {
  const first = await jobOf(...BY_HAND);
  const second = await jobOf(...BY_HAND);
  assert.notEqual(first.seed, second.seed);
  assert.ok(first.command.endsWith(` --seed ${first.seed}`));
  for (const seed of [["--seed", "8"], ["--seed=8"]]) {
    const { command } = await jobOf(...BY_HAND, ...seed);
    assert.equal(command.match(/--seed/g)!.length, 1);
  }
});

Deno.test("the command line of a job, typed into a shell, is the same job again", async () => {
  const job = await jobOf(
    ...["--url", "http://127.0.0.1:9/v1?a=b&c=d", "--model", "it's a $model; `rm`"],
    ...["--metadata", "note=two words", "--additional-sampling-params", '{"stop": ["\\n"]}'],
  );
  const again = await jobOf(...await shellWords(job.command));
  assert.equal(again.seed, job.seed);
  assert.deepEqual(again.endpoint, job.endpoint);
  assert.deepEqual([again.metadata, again.samplingParams], [job.metadata, job.samplingParams]);
  assert.equal(again.command, job.command);
  assert.deepEqual(again.workload.request(3), job.workload.request(3));
});

Deno.test("any text survives the quoting of the command line", async () => {
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 20 })
    .filter((value) => !value.includes("\0") && value.isWellFormed());
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      const { command } = await jobOf(...BY_HAND, "--region", value, "--seed", "1");
      const words = await shellWords(command);
      assert.equal(words[words.indexOf("--region") + 1], value);
    }),
    { numRuns: 30 },
  );
});

Deno.test("header values go to the job and never into its command line", async () => {
  const secrets = ["top-secret", "another:secret", "third secret"];
  const { headers, command } = await jobOf(
    ...BY_HAND,
    ...["--header", `X-Key: ${secrets[0]}`],
    `--header=x-other:${secrets[1]}`,
    ...["--header", `X-KEY-2: ${secrets[2]} {index}`],
  );
  assert.deepEqual(headers, {
    "x-key": secrets[0],
    "x-other": secrets[1],
    "x-key-2": `${secrets[2]} {index}`,
  });
  for (const secret of secrets) assert.ok(!command.includes(secret), command);
  assert.match(command, /--header 'X-Key: …' --header 'x-other: …' --header 'X-KEY-2: …'/);
});

Deno.test("a rate makes the loop open", async () => {
  const job = await jobOf(...BY_HAND, "--request-rate", "12", "--max-concurrency", "30");
  assert.deepEqual(job.plan, {
    kind: "open_loop",
    requestRatePerS: 12,
    arrival: "poisson",
    burstiness: 1,
    ramp: null,
    maxConcurrency: 30,
  });
});

Deno.test("flags that contradict one another are refused with the mend", async () => {
  const cases: [string[], RegExp][] = [
    [
      [...BY_HAND, "--arrival", "constant"],
      /--arrival belongs to an open loop: give --request-rate/,
    ],
    [[...BY_HAND, "--ramp-up-strategy", "linear"], /needs --ramp-up-start-rps/],
    [["--url", "http://127.0.0.1:9/v1"], /--url needs --model/],
    [["openai/gpt-4o-mini", "--model", "x"], /not both/],
    [[...BY_HAND, "--stddev-input-tokens", "0.5"], /^--stddev-input-tokens must be a whole number/],
  ];
  for (const [args, message] of cases) {
    await assert.rejects(jobOf(...args), (error: unknown) => {
      assert.ok(error instanceof UsageError, String(error));
      return message.test(error.message);
    });
  }
});
