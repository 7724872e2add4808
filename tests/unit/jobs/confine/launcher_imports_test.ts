import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../../../testing/job_command.ts";

interface Graph {
  roots: string[];
  modules: {
    specifier: string;
    dependencies?: { isDynamic?: boolean; code?: { specifier?: string } }[];
  }[];
}

/** All that is loaded with a file before anything of it runs. */
async function loadedWith(file: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", join(ROOT, file)],
    cwd: ROOT,
    stderr: "null",
  }).output();
  const { roots, modules }: Graph = JSON.parse(new TextDecoder().decode(stdout));
  const loaded = new Set(roots);
  for (const specifier of loaded) {
    for (
      const { isDynamic, code } of modules.find((m) => m.specifier === specifier)
        ?.dependencies ?? []
    ) {
      if (!isDynamic && code?.specifier !== undefined) loaded.add(code.specifier);
    }
  }
  return [...loaded];
}

Deno.test("launchers load neither tokenizer nor database nor what reads YAML: everybody waits for them", async () => {
  for (const file of ["jobs/confine/job.ts", "cli/confined.ts"]) {
    const loaded = await loadedWith(file);
    assert.ok(loaded.length > 10, "the graph was read");
    const heavy = loaded.filter((specifier) =>
      /gpt-tokenizer|\/tokenizer\.ts|drizzle|postgres@|pglite|zod@|yaml@|esbuild/.test(specifier)
    );
    assert.deepEqual(heavy, [], file);
  }
});
