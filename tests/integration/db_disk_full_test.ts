import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../testing/fill_disk.ts", import.meta.url));

/** Runs a program where it may mount disks that nobody else sees. */
async function runWithOwnMounts(args: string[]): Promise<Deno.CommandOutput> {
  return await new Deno.Command("unshare", {
    args: ["--map-root-user", "--mount", ...args],
    stderr: "piped",
  }).output();
}

/** Not every container may; there the case is left out rather than faked. */
async function canMount(): Promise<boolean> {
  try {
    return (await runWithOwnMounts(["mount", "-t", "tmpfs", "tmpfs", "/mnt"])).success;
  } catch {
    return false;
  }
}

Deno.test({
  name: "a full disk ends in one clear line, and all that was stored is there once there is room",
  ignore: !await canMount(),
  async fn() {
    const disk = await Deno.makeTempDir({ prefix: "lapboard-test-" });
    try {
      const output = await runWithOwnMounts(
        [Deno.execPath(), "run", "-A", "--no-check", PROGRAM, disk],
      );
      assert.ok(output.success, new TextDecoder().decode(output.stderr));
      const { acknowledged, errors, found } = JSON.parse(new TextDecoder().decode(output.stdout));
      assert.ok(acknowledged > 0);
      assert.ok(found >= acknowledged, `${acknowledged} acknowledged, ${found} found`);
      assert.equal(errors.length, 3);
      for (const message of errors) {
        assert.match(message, /^embedded database in .*: no space left on the disk; free some/);
      }
    } finally {
      await Deno.remove(disk, { recursive: true });
    }
  },
});
