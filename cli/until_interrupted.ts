import { watchLauncher } from "../jobs/confine/watch_launcher.ts";

/** Resolves at Ctrl-C, at a polite kill, and when whoever would pass these on is gone. */
export async function untilInterrupted(): Promise<void> {
  const interrupted = Promise.withResolvers<void>();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, interrupted.resolve);
  const unwatch = watchLauncher(interrupted.resolve);
  await interrupted.promise;
  unwatch();
  for (const signal of signals) Deno.removeSignalListener(signal, interrupted.resolve);
}
