import assert from "node:assert/strict";

function command(args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "providers/simulated/main.ts", ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  });
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("simulate prints one line when ready, serves, and leaves cleanly on an interrupt", async () => {
  const process = command(["--port", "0", "--ttft-ms", "5", "--itl-ms", "1", "--seed", "3"])
    .spawn();
  const stderr = new Response(process.stderr).text();
  const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value: line } = await lines.read();
  const found =
    /^simulated provider ready at (http:\/\/127\.0\.0\.1:\d+)\/v1 \(profile deterministic, seed 3\)\n$/
      .exec(line ?? "");
  assert.ok(found, `${line}${found ? "" : await stderr}`);
  const truth = await (await fetch(`${found[1]}/truth`)).json();
  assert.equal(truth.server.seed, 3);
  process.kill("SIGINT");
  const { code } = await process.status;
  assert.equal(code, 0);
  assert.equal((await lines.read()).done, true);
  assert.equal(await stderr, "");
});

Deno.test("simulate says in one line what is wrong and how to mend it", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(taken.addr.port);
  const cases: [string[], RegExp][] = [
    [["--bogus"], /unknown option '--bogus'/],
    [["--port", "abc"], /'--port <n>' argument 'abc' is invalid\. It must be a number\./],
    [["--port", port], new RegExp(`port ${port} is in use: choose another with --port`)],
    [["--profile", "fast"], /no profile "fast": choose one of deterministic/],
    [["--fault", "fire"], /no fault "fire": choose from/],
    [["--redirect-to", "there"], /--redirect-to is there: it must be a URL such as http/],
    [["--ttft-ms", "-4"], /--ttft-ms is -4: it must be a number from 0/],
  ];
  await Promise.all(cases.map(async ([args, message]) => {
    const { code, stdout, stderr } = await command(args).output();
    assert.equal(code, 2, args.join(" "));
    assert.equal(text(stdout), "");
    assert.match(text(stderr), message);
    assert.equal(text(stderr).trim().split("\n").length, 1);
  }));
});

Deno.test("simulate lists its profiles, faults and protocols", async () => {
  const outputs = await Promise.all(
    ["--list-profiles", "--list-faults", "--list-protocols"]
      .map((flag) => command([flag]).output()),
  );
  assert.match(text(outputs[0]!.stdout), /^deterministic +the same TTFT/);
  assert.match(text(outputs[1]!.stdout), /reset_mid_stream +resets the connection/);
  assert.match(
    text(outputs[2]!.stdout),
    /anthropic-messages +Anthropic messages at \/v1\/messages/,
  );
});
