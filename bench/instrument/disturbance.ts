/** What went on around a client while it was measured. */
export interface Surroundings {
  /** Share of the window the hypervisor took from the client's core or the server's. */
  stealShare: number;
  /** Share of the client's core that went to others, interrupts included; null when not pinned. */
  otherCpuShare: number | null;
  /** How late the server sent, against its own plan, P99; null when it did not say. */
  serverLatenessP99Ms: number | null;
  /** How far the wall clock moved against the monotonic one; null when not known. */
  clockStepUs: number | null;
}

/** The limits, fixed before anything was measured. */
export const LIMITS = {
  stealShare: 0.01,
  otherCpuShare: 0.1,
  serverLatenessP99Ms: 5,
  clockStepUs: 50,
} as const;

/** Why a window must be thrown away, whatever it says; empty when it may be kept. */
export function disturbances(around: Surroundings): string[] {
  const { stealShare, otherCpuShare, serverLatenessP99Ms, clockStepUs } = around;
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const reasons: string[] = [];
  if (stealShare > LIMITS.stealShare) reasons.push(`${percent(stealShare)} of a core was stolen`);
  if (otherCpuShare !== null && otherCpuShare > LIMITS.otherCpuShare) {
    reasons.push(`others took ${percent(otherCpuShare)} of the client's core`);
  }
  if (serverLatenessP99Ms !== null && serverLatenessP99Ms > LIMITS.serverLatenessP99Ms) {
    reasons.push(`the server was ${serverLatenessP99Ms.toFixed(1)} ms late at P99`);
  }
  if (clockStepUs !== null && Math.abs(clockStepUs) > LIMITS.clockStepUs) {
    reasons.push(`the wall clock was moved by ${clockStepUs.toFixed(0)} us`);
  }
  return reasons;
}
