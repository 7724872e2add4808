import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Runs `use` in a copy of the source tree without data or build products, as a clone would be. The
 * installed dependencies are linked, not copied.
 */
export async function withCheckout(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "lapboard-checkout-" }));
  try {
    await copyFolder(ROOT, dir);
    await Deno.symlink(join(ROOT, "node_modules"), join(dir, "node_modules"));
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const entry of Deno.readDir(from)) {
    const { name } = entry;
    if (name.startsWith(".") || name === "node_modules") continue;
    if (entry.isDirectory) await copyFolder(join(from, name), join(to, name));
    else if (entry.isFile) await Deno.copyFile(join(from, name), join(to, name));
  }
}
