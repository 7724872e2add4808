/** Enough for the first lines of any file there, which are what is wanted. */
const BYTES = 64 * 1024;
const SYMBOLS = {
  open: { parameters: ["buffer", "i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;
const O_RDONLY = 0;

/**
 * The beginning of a file under `/proc`; null where there is none or it may not be read. Read by
 * the calling thread, so that `thread-self` is that one.
 *
 * Deno lets nobody read these files but who has all permissions. Who may call native code has them
 * in effect, and reads them through the C library.
 */
export function readProc(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    return mayCallNative() ? readNatively(path) : null;
  }
}

/** Asked first, because calling without would ask the user. */
function mayCallNative(): boolean {
  return Deno.build.os === "linux" &&
    Deno.permissions.querySync({ name: "ffi" }).state === "granted";
}

function readNatively(path: string): string | null {
  let library: Deno.DynamicLibrary<typeof SYMBOLS>;
  try {
    library = Deno.dlopen("libc.so.6", SYMBOLS);
  } catch {
    // Another C library than the usual one.
    return null;
  }
  const { open, read, close } = library.symbols;
  try {
    const file = open(new TextEncoder().encode(`${path}\0`), O_RDONLY);
    if (file < 0) return null;
    const bytes = new Uint8Array(BYTES);
    const count = read(file, bytes, BigInt(BYTES));
    close(file);
    return count > 0 ? new TextDecoder().decode(bytes.subarray(0, count)) : null;
  } finally {
    library.close();
  }
}
