import { fileURLToPath } from "node:url";
import { join } from "node:path";

/** aiohttp's version is part of what is compared. */
const AIOHTTP = "aiohttp==3.14.5";

/** The foreign parts of the bench, as far as this machine can make them. */
export interface Toolchain {
  /** Path of the compiled truth server; null without a C compiler. */
  truthServer: string | null;
  /** Path of the compiled client; null without a C compiler. */
  epollClient: string | null;
  /** Whether both speak TLS. */
  tls: boolean;
  /** Path of a Python that can import aiohttp; null where there is none. */
  python: string | null;
  /** What is missing and why, one line each. */
  missing: string[];
}

/** Compiles and installs what the bench needs beside Deno into `cacheDir`. */
export async function prepareToolchain(cacheDir: string): Promise<Toolchain> {
  await Deno.mkdir(cacheDir, { recursive: true });
  const missing: string[] = [];
  const compiled = await compileC(cacheDir, missing);
  const python = await installAiohttp(join(cacheDir, "python"), missing);
  return { ...compiled, python, missing };
}

/** Compiles the truth server and the client, with TLS where OpenSSL's headers are installed. */
export async function compileC(
  cacheDir: string,
  missing: string[],
): Promise<Pick<Toolchain, "truthServer" | "epollClient" | "tls">> {
  const build = async (name: string, extra: string[]) => {
    const source = fileURLToPath(new URL(`./c/${name}.c`, import.meta.url));
    const program = join(cacheDir, name);
    const problem = await run(["cc", "-O2", "-std=gnu11", "-o", program, source, ...extra]);
    return { program, problem };
  };
  const buildBoth = async (extra: string[]) => ({
    server: await build("truth_server", extra),
    client: await build("epoll_client", extra),
  });
  let tls = true;
  let both = await buildBoth(["-DWITH_TLS", "-lssl", "-lcrypto"]);
  if (both.server.problem !== null) {
    tls = false;
    both = await buildBoth([]);
  }
  const problem = both.server.problem ?? both.client.problem;
  if (problem !== null) {
    missing.push(`C truth server and C client: cc failed (${problem})`);
    return { truthServer: null, epollClient: null, tls: false };
  }
  if (!tls) missing.push("TLS: OpenSSL's headers are not installed (libssl-dev)");
  return { truthServer: both.server.program, epollClient: both.client.program, tls };
}

async function installAiohttp(venv: string, missing: string[]): Promise<string | null> {
  const python = join(venv, "bin", "python");
  const wanted = AIOHTTP.split("==")[1];
  const check = `import aiohttp, sys; sys.exit(aiohttp.__version__ != "${wanted}")`;
  if (await run([python, "-c", check]) === null) return python;
  const problem = await run(["python3", "-m", "venv", venv]) ??
    await run([python, "-m", "pip", "install", "--quiet", AIOHTTP]);
  if (problem === null) return python;
  missing.push(`Python client: ${AIOHTTP} could not be installed (${problem})`);
  return null;
}

/** Runs a command to its end; null when it succeeded, else why it did not. */
async function run(command: readonly string[]): Promise<string | null> {
  try {
    const { success, code, stderr } = await new Deno.Command(command[0]!, {
      args: command.slice(1),
      stdout: "null",
      stderr: "piped",
    }).output();
    if (success) return null;
    const lastLine = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
    return `exit code ${code}: ${lastLine}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `there is no ${command[0]}`;
    throw error;
  }
}
