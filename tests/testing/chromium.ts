import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where systems put the browser. */
const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const FLAGS = [
  // A container's root may not open the sandbox; the pages under test are our own.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts a real Chromium: the one `CHROMIUM_PATH` names, else the system's, else the one from npm,
 * so that the tests need nothing installed. `CHROMIUM_PATH=npm` asks for that one. The caller
 * closes it.
 */
export async function launchChromium(): Promise<Browser> {
  const wanted = Deno.env.get("CHROMIUM_PATH") || INSTALLED.find((path) => existsSync(path));
  const executablePath = wanted === undefined || wanted === "npm" ? await unpackFromNpm() : wanted;
  return await chromium.launch({ executablePath, args: FLAGS });
}

/** The package's own flags are left out: they switch web security off, and one process for all. */
async function unpackFromNpm(): Promise<string> {
  // Only where it believes to run on that runtime does it unpack the libraries it needs.
  Deno.env.set("AWS_LAMBDA_JS_RUNTIME", "nodejs22.x");
  const { default: packed } = await import("@sparticuz/chromium");
  return await packed.executablePath();
}
