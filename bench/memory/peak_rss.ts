/** Most memory this process has held at once, bytes (Linux: `VmHWM`). */
export async function peakRssBytes(): Promise<number> {
  return await statusBytes("VmHWM");
}

/** Memory this process holds now, bytes (Linux: `VmRSS`). */
export async function rssBytes(): Promise<number> {
  return await statusBytes("VmRSS");
}

async function statusBytes(field: string): Promise<number> {
  const status = await Deno.readTextFile("/proc/self/status");
  const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status);
  if (found === null) throw new Error(`/proc/self/status does not name ${field}`);
  return Number(found[1]) * 1024;
}
