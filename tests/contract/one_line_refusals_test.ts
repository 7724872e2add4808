import assert from "node:assert/strict";
import { resultOf, ROOT, spawn } from "../testing/job_command.ts";

const ID = "11111111-1111-4111-8111-111111111111";

/** What each command needs before it looks at a flag that it does not know. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  "cli/calibrate.ts": [],
  "cli/capacity.ts": [ID, "--rate", "5"],
  "cli/demo.ts": [],
  "cli/export.ts": [ID, "--format", "vllm"],
  "cli/import.ts": ["results.json"],
  "cli/provider_check.ts": ["acme.yaml"],
  "cli/report.ts": [ID],
  "cli/serve.ts": [],
  "jobs/main.ts": [],
  "jobs/schedule/main.ts": [],
};

Deno.test("a flag that no command knows is refused in one line, with the one that was meant", async () => {
  for (const [command, needed] of Object.entries(NEEDED)) {
    const args = [Deno.execPath(), "run", "-q", "-A", command, ...needed, "--hepl"];
    const { code, stdout, stderr } = await resultOf(spawn(args, { cwd: ROOT }));
    assert.equal(code, 2, command);
    assert.equal(stdout, "", command);
    assert.match(
      stderr,
      /^error: unknown option '--hepl' \(Did you mean --help\?\) \(.*\)\n$/,
      command,
    );
  }
});
