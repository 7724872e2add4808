import { join } from "node:path";
import type { Part } from "./missing.ts";
import { SDK_CLIENTS } from "./sdk_process.ts";

/** Releases come daily; which one was tested against is part of the result. */
const LITELLM = { version: "1.106.2", minutes: 8 };
/** A package that carries all of llama.cpp's sources, the server's among them. */
const LLAMA = { version: "0.3.36", minutes: 12 };
const SDK_MINUTES = 5;

/** Where the programs of others lie once they are installed. */
export interface Places {
  /** LiteLLM's own command. */
  litellm: string;
  /** llama.cpp's server. */
  llamaServer: string;
}

/** `$XDG_CACHE_HOME/lapboard/conformance`, or the same under `~/.cache`. */
export function cacheDir(): string {
  const home = Deno.env.get("HOME") ?? "/tmp";
  return join(Deno.env.get("XDG_CACHE_HOME") || join(home, ".cache"), "lapboard", "conformance");
}

export function placesIn(cache: string): Places {
  return {
    litellm: join(cache, `litellm-${LITELLM.version}`, "bin", "litellm"),
    llamaServer: join(cache, `llama-${LLAMA.version}`, "llama-server"),
  };
}

/** A step that went wrong, as one line for people. */
class InstallError extends Error {}

/**
 * Installs a part, unless it is there. What is there half is used: a build that ran out of time goes
 * on where it stopped.
 *
 * @returns null when it is installed; else why it is not, in one line
 */
export async function install(part: Part, cache: string): Promise<string | null> {
  try {
    await INSTALLERS[part](cache);
    return null;
  } catch (error) {
    if (error instanceof InstallError) return error.message;
    throw error;
  }
}

const INSTALLERS: Readonly<Record<Part, (cache: string) => Promise<void>>> = {
  "sdk-clients": () =>
    step([Deno.execPath(), "install", "--quiet", "--frozen"], SDK_MINUTES, { cwd: SDK_CLIENTS }),

  async litellm(cache) {
    const venv = join(cache, `litellm-${LITELLM.version}`);
    const done = join(venv, "installed");
    if (await exists(done)) return;
    await step(["python3", "-m", "venv", venv], LITELLM.minutes);
    await step(
      [join(venv, "bin", "pip"), "install", "-q", `litellm[proxy]==${LITELLM.version}`],
      LITELLM.minutes,
    );
    await Deno.writeTextFile(done, "");
  },

  async "llama-server"(cache) {
    const { llamaServer } = placesIn(cache);
    if (await exists(llamaServer)) return;
    const work = join(cache, `llama-${LLAMA.version}`, "work");
    const source = join(work, "source");
    const build = join(work, "build");
    await Deno.mkdir(work, { recursive: true });
    if (!await exists(source)) await fetchSource(work, source);
    await step(["cmake", "-S", join(source, "vendor", "llama.cpp"), "-B", build, ...CMAKE], 2);
    await step(
      [
        "cmake",
        "--build",
        build,
        "--target",
        "llama-server",
        "-j",
        `${navigator.hardwareConcurrency}`,
      ],
      LLAMA.minutes,
    );
    await Deno.rename(join(build, "bin", "llama-server"), llamaServer);
    await Deno.remove(work, { recursive: true });
  },
};

/** Quick to build, for any processor of the kind, and with nothing that would be downloaded. */
const CMAKE = [
  "-DCMAKE_BUILD_TYPE=Release",
  "-DCMAKE_C_FLAGS_RELEASE=-O1",
  "-DCMAKE_CXX_FLAGS_RELEASE=-O1",
  "-DBUILD_SHARED_LIBS=OFF",
  "-DGGML_NATIVE=OFF",
  "-DGGML_OPENMP=OFF",
  "-DLLAMA_ALL_WARNINGS=OFF",
  "-DLLAMA_BUILD_APP=OFF",
  "-DLLAMA_BUILD_EXAMPLES=OFF",
  "-DLLAMA_BUILD_TESTS=OFF",
  "-DLLAMA_OPENSSL=OFF",
  "-DLLAMA_USE_PREBUILT_UI=OFF",
];

async function fetchSource(work: string, source: string): Promise<void> {
  const venv = join(work, "venv");
  const unpacked = join(work, "unpacked");
  await step(["python3", "-m", "venv", venv], 2);
  await step(
    [
      ...[join(venv, "bin", "pip"), "download", "-q", "--no-deps", "--no-binary", ":all:"],
      ...["-d", work, `llama-cpp-python==${LLAMA.version}`],
    ],
    5,
  );
  await Deno.mkdir(unpacked, { recursive: true });
  await step(
    [
      ...["tar", "-xzf", join(work, `llama_cpp_python-${LLAMA.version}.tar.gz`)],
      ...["-C", unpacked, "--strip-components=1"],
    ],
    2,
  );
  // Under its name it is whole.
  await Deno.rename(unpacked, source);
}

/**
 * Runs a command to its end.
 * @throws {InstallError} when it is not there, fails, or takes longer than it may
 */
async function step(
  command: readonly string[],
  minutes: number,
  options: { cwd?: string | URL } = {},
): Promise<void> {
  const shown = command.map((word) => word.split("/").at(-1)).slice(0, 4).join(" ");
  // Not a signal of ours: builds have children, and `timeout` ends them too.
  const { code, stdout, stderr } = await new Deno.Command("timeout", {
    args: [`${minutes * 60}`, ...command],
    stdin: "null",
    ...options,
  }).output().catch((error) => {
    if (error instanceof Deno.errors.NotFound) throw new InstallError("there is no timeout(1)");
    throw error;
  });
  if (code === 0) return;
  if (code === 127) throw new InstallError(`there is no ${command[0]}`);
  if (code === 124) throw new InstallError(`${shown}: not done after ${minutes} minutes`);
  const said = new TextDecoder().decode(stderr.length > 0 ? stderr : stdout).trim().split("\n");
  throw new InstallError(`${shown}: ${said.at(-1)?.slice(0, 200)} (exit code ${code})`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
