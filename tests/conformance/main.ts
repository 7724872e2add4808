/**
 * Installs the software of others that can be installed here, tests against it, and ends by saying
 * what was tested and what was not. Arguments go to `deno test`, such as `--filter ollama`.
 *
 * Exit code: that of the tests. What could not be installed is skipped and does not change it.
 */
import { fileURLToPath } from "node:url";
import process from "node:process";
import { cacheDir, install } from "./install.ts";
import { type Missing, MISSING_VARIABLE, PARTS } from "./missing.ts";

const cache = cacheDir();
await Deno.mkdir(cache, { recursive: true });
console.log(`installing ${PARTS.join(", ")} into ${cache}; the first time takes minutes`);
const missing: Missing = {};
await Promise.all(PARTS.map(async (part) => {
  const problem = await install(part, cache);
  if (problem !== null) missing[part] = problem;
  console.log(`${part}: ${problem === null ? "installed" : `NOT installed: ${problem}`}`);
}));

const tests = new Deno.Command(Deno.execPath(), {
  args: [
    ...["test", "-q", "-A", "--parallel", "--sanitize-ops", "--sanitize-resources", ...Deno.args],
    fileURLToPath(new URL(".", import.meta.url)),
  ],
  env: { DENO_NO_UPDATE_CHECK: "1", [MISSING_VARIABLE]: JSON.stringify(missing) },
}).spawn();
const { code } = await tests.status;

console.log("\nconformance:");
for (const part of PARTS) {
  const reason = missing[part];
  console.log(reason === undefined ? `  tested   ${part}` : `  SKIPPED  ${part}: ${reason}`);
}
process.exit(code);
