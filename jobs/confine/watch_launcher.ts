/** Names the process that started a confined program and passes signals on to it. */
export const LAUNCHER_VARIABLE = "LAPBOARD_LAUNCHER_PID";

const LOOK_EVERY_MS = 200;

/**
 * Calls `onGone` once when the process that started this one is no more: nobody would pass a Ctrl-C
 * on, and a run must not go on unseen. Does nothing where nobody did.
 *
 * @returns ends the watch
 */
export function watchLauncher(onGone: () => void): () => void {
  const launcher = Deno.env.get(LAUNCHER_VARIABLE);
  if (launcher === undefined) return () => {};
  const timer = setInterval(() => {
    if (Deno.ppid === Number(launcher)) return;
    clearInterval(timer);
    onGone();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
