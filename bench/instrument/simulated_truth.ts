import type { TruthDocument } from "../../providers/simulated/mod.ts";
import { LineProcess } from "./line_process.ts";
import type { Pinning } from "./pinning.ts";
import { repositoryFile } from "./repository_file.ts";
import type { Scenario } from "./scenario.ts";
import type { RequestStamps } from "./stamps_file.ts";
import type { TruthSource } from "./truth_source.ts";

const START_LIMIT_MS = 30_000;

/** Starts the simulated provider, where no truth server could be compiled. It speaks no TLS. */
export async function startSimulatedTruth(
  scenario: Scenario,
  pinning: Pinning,
  signal: AbortSignal,
): Promise<TruthSource> {
  const command = [
    Deno.execPath(),
    ...["run", "-q", "-P=simulate", "--config", repositoryFile("deno.json")],
    repositoryFile("providers/simulated/main.ts"),
    ...["--port", "0"],
    ...["--profile", scenario.burst ? "engine-steps" : "deterministic"],
    ...["--ttft-ms", String(scenario.ttftMs), "--itl-ms", String(scenario.gapMs)],
    ...["--output-tokens", String(scenario.events)],
  ];
  const process = new LineProcess(
    "the simulated provider",
    pinning.on(pinning.cores.server, command),
    signal,
    { DENO_NO_UPDATE_CHECK: "1" },
  );
  try {
    const said = await process.expect("simulated provider ready at", START_LIMIT_MS);
    const baseUrl = said.split(" ")[0]!;
    return {
      url: `${baseUrl}/chat/completions`,
      // It keeps its lateness since the start, and plays its answers to their end.
      begin: () => Promise.resolve(),
      end: () => Promise.resolve(),
      async truth() {
        const response = await fetch(new URL("/truth", baseUrl), { signal });
        const document: TruthDocument = await response.json();
        return {
          requests: requestStamps(document),
          latenessP99Ms: scenario.gapMs === 0 ? null : document.server.lateness_ms.p99,
          clockStepUs: null,
        };
      },
      stop: () => process.stop(),
    };
  } catch (error) {
    await process.stop();
    throw error;
  }
}

/** The simulated provider's truth in the bench's own form: text events only. */
export function requestStamps(document: TruthDocument): RequestStamps[] {
  const originMs = document.clock_origin_unix_ms;
  return Object.values(document.requests).map((request) => ({
    index: Number(request.index),
    startMs: originMs + request.received_ms,
    eventsMs: Float64Array.from(
      request.events.filter(({ sort, sent_ms }) => sort === "content" && sent_ms !== null),
      (event) => originMs + event.sent_ms!,
    ),
  }));
}
