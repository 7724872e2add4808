import { commonReach } from "./common_reach.ts";
import { denoCommand, environmentFor } from "./run_confined.ts";
import type { StoredOrder } from "./stored_order.ts";

/**
 * What going on with a group has to reach, as the database knows it: asked by a program that may
 * reach the database and nothing else. Nothing when there is no such group, or no database: whoever
 * goes on with it says so.
 */
export async function storedReach(groupId: string): Promise<StoredOrder> {
  const reach = commonReach({});
  const script = new URL("./stored_order.ts", import.meta.url);
  const [program, ...args] = denoCommand(script, [groupId], reach);
  const { success, stdout } = await new Deno.Command(program!, {
    args,
    clearEnv: true,
    env: environmentFor(reach),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).output();
  return success ? JSON.parse(new TextDecoder().decode(stdout)) : { endpoints: [] };
}
