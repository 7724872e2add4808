import assert from "node:assert/strict";
import { resultOf, ROOT, spawn } from "../testing/job_command.ts";

Deno.test("deno task serve refuses a repository that is no address, before it opens a database", async () => {
  for (const url of ["lapboard", "http://github.com/acme/lapboard", "javascript:alert(1)"]) {
    const { code, stderr } = await resultOf(
      spawn(
        [Deno.execPath(), "run", "-q", "-P=serve", "cli/serve.ts", "--repository", url],
        { cwd: ROOT },
      ),
    );
    assert.equal(code, 2, url);
    assert.match(stderr, /--repository.*It must be an address such as https:\/\/github\.com\//);
  }
});
