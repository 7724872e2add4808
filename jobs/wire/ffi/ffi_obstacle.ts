import { openLibc } from "./libc.ts";

/** Why the kernel's own sockets cannot be used here; null when they can. One clause, for people. */
export function ffiObstacle(): string | null {
  const { os, arch } = Deno.build;
  if (os !== "linux") return `it needs Linux, and this is ${os}`;
  if (arch !== "x86_64" && arch !== "aarch64") return `it does not know the ${arch} processor`;
  if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") {
    return "it needs the permission --allow-ffi";
  }
  try {
    openLibc().close();
    return null;
  } catch (error) {
    return `it needs glibc 2.35 or newer: ${error instanceof Error ? error.message : error}`;
  }
}
