/** Resolves at Ctrl-C or a polite kill. */
export async function untilInterrupted(): Promise<void> {
  const interrupted = Promise.withResolvers<void>();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, interrupted.resolve);
  await interrupted.promise;
  for (const signal of signals) Deno.removeSignalListener(signal, interrupted.resolve);
}
