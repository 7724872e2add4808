import type { Sample } from "../samples/mod.ts";

/** Above this share of rate-limited requests a run says so in words. */
const RATE_LIMITED_SHARE = 0.1;

/**
 * One line when many of a run's requests were rate-limited (429): it then says more about a quota
 * than about an endpoint. Empty when they were few.
 */
export function rateLimitNotes(samples: readonly Sample[]): string[] {
  const measured = samples.filter(({ phase }) => phase === "measured");
  const limited = measured.filter(({ failure }) => failure?.kind === "rate_limited").length;
  const share = measured.length === 0 ? 0 : limited / measured.length;
  return share > RATE_LIMITED_SHARE
    ? [`${percent(share)} of the requests were rate-limited: the load was over the quota`]
    : [];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
