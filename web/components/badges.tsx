import type { Endpoint, Run } from "../../api/contract.ts";

/** Says that an endpoint is simulated or self-hosted; hosted ones need no badge. */
export function KindBadge({ kind }: { kind: Endpoint["kind"] }) {
  if (kind === "hosted") return null;
  return <span class={`badge badge-${kind}`}>{kind}</span>;
}

/** How a run ended and whether its instrument was good enough. */
export function VerdictBadge({ run }: { run: Pick<Run, "status" | "verdict"> }) {
  if (run.status !== "complete") {
    return <span class={`badge badge-${run.status}`}>{run.status}</span>;
  }
  const words = { ok: "measurement good", suspect: "measurement suspect", invalid: "invalid" };
  return run.verdict && <span class={`badge badge-${run.verdict}`}>{words[run.verdict]}</span>;
}
