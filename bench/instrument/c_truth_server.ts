import { LineProcess } from "./line_process.ts";
import type { Pinning } from "./pinning.ts";
import { repositoryFile } from "./repository_file.ts";
import type { Scenario } from "./scenario.ts";
import { decodeStamps } from "./stamps_file.ts";
import type { TruthSource } from "./truth_source.ts";

const START_LIMIT_MS = 10_000;
const FINISH_LIMIT_MS = 30_000;
/** Throw-away certificates for `localhost`, of use on loopback only. */
const CERTIFICATES = "tests/testing/certificates";

/** The authority that clients of a TLS server must trust. */
export const CA_FILE = repositoryFile(`${CERTIFICATES}/ca.pem`);

/** What the truth server says of itself when it ends. */
interface ServerReport {
  lateness_p99_ms: number;
  clock_step_us: number;
}

/** Starts the compiled truth server (c/truth_server.c) on its core. */
export async function startCTruthServer(
  program: string,
  scenario: Scenario,
  pinning: Pinning,
  truthFile: string,
  signal: AbortSignal,
): Promise<TruthSource> {
  const tls = [
    ...["--cert", repositoryFile(`${CERTIFICATES}/localhost.pem`)],
    ...["--key", repositoryFile(`${CERTIFICATES}/localhost.key.pem`)],
  ];
  const command = [
    program,
    ...["--out", truthFile],
    ...["--events", String(scenario.events)],
    ...["--gap-us", String(scenario.gapMs * 1000)],
    ...["--ttft-us", String(scenario.ttftMs * 1000)],
    ...(scenario.burst ? ["--burst"] : []),
    ...(scenario.tls ? tls : []),
  ];
  const process = new LineProcess(
    "the truth server",
    pinning.on(pinning.cores.server, command),
    signal,
  );
  try {
    const port = await process.expect("ready", START_LIMIT_MS);
    const origin = scenario.tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
    return {
      url: `${origin}/v1/chat/completions`,
      begin: () => process.send("begin"),
      end: () => process.send("end"),
      async truth() {
        await process.send("quit");
        const report: ServerReport = JSON.parse(await process.expect("", FINISH_LIMIT_MS));
        return {
          requests: decodeStamps(await Deno.readFile(truthFile)),
          // Events that are all due at once wait for one another: that is the load, not a fault.
          latenessP99Ms: scenario.gapMs === 0 ? null : report.lateness_p99_ms,
          clockStepUs: report.clock_step_us,
        };
      },
      stop: () => process.stop(),
    };
  } catch (error) {
    await process.stop();
    throw error;
  }
}
