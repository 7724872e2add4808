import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** One file of ours that names another. Paths are relative to the root, with `/`. */
export interface Import {
  from: string;
  to: string;
  /** Erased before the program runs: the file named is not loaded. */
  typeOnly: boolean;
}

/** What `deno info --json` says of one module, as far as it is needed. */
interface ModuleInfo {
  specifier: string;
  error?: string;
  dependencies?: {
    specifier: string;
    code?: { specifier?: string; error?: string };
    type?: { specifier?: string; error?: string };
  }[];
}

/** Every TypeScript file under `root` but dependencies, dot folders and what is built. */
export async function listSources(root: string, folder = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(join(root, folder))) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.name.startsWith(".") || entry.name === "node_modules" || entry.name === "dist") {
      continue;
    }
    if (entry.isDirectory) found.push(...await listSources(root, path));
    else if (/\.tsx?$/.test(entry.name)) found.push(path);
  }
  return found.sort();
}

/**
 * Reads who imports whom from `deno info`, and adds the files that are started as Workers, which
 * `deno info` does not follow.
 *
 * @param sources paths relative to `root`
 * @throws {Error} when an import of one of them does not resolve
 */
export async function readImports(root: string, sources: readonly string[]): Promise<Import[]> {
  const found: Import[] = [];
  const inside = (specifier: string | undefined): string | null => {
    if (specifier === undefined || !specifier.startsWith("file:")) return null;
    const path = relative(root, fileURLToPath(specifier)).replaceAll("\\", "/");
    return path.startsWith("..") ? null : path;
  };
  for (const { specifier, error, dependencies = [] } of await denoInfo(root, sources)) {
    if (error !== undefined) throw new Error(`${specifier} cannot be read: ${error}`);
    const from = inside(specifier);
    if (from === null) continue;
    for (const { code, type } of dependencies) {
      const loaded = inside(code?.specifier);
      if (loaded !== null) found.push({ from, to: loaded, typeOnly: false });
      const erased = inside(type?.specifier);
      if (erased !== null && loaded === null) found.push({ from, to: erased, typeOnly: true });
    }
  }
  for (const from of sources) {
    const text = await Deno.readTextFile(join(root, from));
    for (const [, target] of text.matchAll(/new URL\(\s*"(\.[^"]+\.tsx?)"/g)) {
      const to = join(dirname(from), target!).replaceAll("\\", "/");
      found.push({ from, to, typeOnly: false });
    }
  }
  return found;
}

/** All of `sources` in one graph: a file that imports every one of them is its root. */
async function denoInfo(root: string, sources: readonly string[]): Promise<ModuleInfo[]> {
  const entry = await Deno.makeTempFile({ prefix: "lapboard-graph-", suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      entry,
      sources.map((path) => `import ${JSON.stringify(pathToFileURL(join(root, path)).href)};\n`)
        .join(""),
    );
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", join(root, "deno.json"), entry],
      cwd: root,
      stdin: "null",
    }).output();
    if (!success) throw new Error(`deno info failed: ${new TextDecoder().decode(stderr)}`);
    return JSON.parse(new TextDecoder().decode(stdout)).modules;
  } finally {
    await Deno.remove(entry);
  }
}
