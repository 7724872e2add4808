import process from "node:process";

const US_PER_MS = 1000;

/**
 * CPU time the calling thread has used so far, ms, in steps of 10 on Linux; null where the system
 * does not say.
 */
export function threadCpuMs(): number | null {
  try {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / US_PER_MS;
  } catch {
    return null;
  }
}
