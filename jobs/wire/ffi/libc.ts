/**
 * The few functions of the C library that this transport calls. Layouts and numbers below are those
 * of 64-bit little-endian Linux (x86-64 and ARM64), checked against `man 2` and `man 3`.
 */
const SYMBOLS = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  // Results are `ssize_t`; no buffer here comes near 2 GiB, and its low half costs no BigInt.
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "i32" },
  recvmsg: { parameters: ["i32", "buffer", "i32"], result: "i32" },
  recvmmsg: { parameters: ["i32", "buffer", "u32", "i32", "pointer"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  epoll_create1: { parameters: ["i32"], result: "i32" },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  epoll_pwait2: { parameters: ["i32", "buffer", "i32", "buffer", "pointer"], result: "i32" },
  // On another thread, so that this one returns to its event loop and is called from there.
  sched_yield: { parameters: [], result: "i32", nonblocking: true },
  nanosleep: { parameters: ["buffer", "pointer"], result: "i32" },
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  getaddrinfo: {
    parameters: ["buffer", "buffer", "buffer", "buffer"],
    result: "i32",
    nonblocking: true,
  },
  freeaddrinfo: { parameters: ["pointer"], result: "void" },
  gai_strerror: { parameters: ["i32"], result: "pointer" },
  strerror: { parameters: ["i32"], result: "pointer" },
  __errno_location: { parameters: [], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Error numbers that mean something to us (`man 3 errno`). */
export const ERRNO = { EINTR: 4, EAGAIN: 11, EINPROGRESS: 115 } as const;

/** The C library, opened for this thread. */
export interface Libc {
  readonly call: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];
  /** Error number of the call that has just failed. Read at once: other calls change it. */
  errno(): number;
  /** What an error number means, for people. */
  errorText(errno: number): string;
  /** What a result of `getaddrinfo` means, for people. */
  lookupErrorText(code: number): string;
  /** False after {@link Libc.close}. */
  readonly open: boolean;
  close(): void;
}

/**
 * Opens the C library.
 *
 * @throws {Error} when it lacks a function (glibc before 2.35, other C libraries) or when there is
 * no permission to call native code; the message says which
 */
export function openLibc(): Libc {
  const library = Deno.dlopen("libc.so.6", SYMBOLS);
  const call = library.symbols;
  let open = true;
  // The address is this thread's own and never changes, so that reading it costs no call, which
  // might change it.
  const errnoCell = new Int32Array(
    Deno.UnsafePointerView.getArrayBuffer(call.__errno_location()!, Int32Array.BYTES_PER_ELEMENT),
  );
  return {
    call,
    errno: () => errnoCell[0]!,
    errorText: (errno) => textAt(call.strerror(errno)),
    lookupErrorText: (code) => textAt(call.gai_strerror(code)),
    get open() {
      return open;
    },
    close() {
      if (!open) return;
      open = false;
      library.close();
    },
  };
}

/**
 * Memory whose address stays the same for its life: the engine moves very small arrays about.
 *
 * @param bytes rounded up to at least 128
 */
export function fixedMemory(bytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(Math.max(128, bytes)));
}

/** The address of a buffer, for structures that hold one. Exact: addresses have 48 bits or so. */
export function addressOf(memory: Uint8Array<ArrayBuffer>): number {
  return Number(Deno.UnsafePointer.value(Deno.UnsafePointer.of(memory)));
}

/** Writes a 64-bit number (an address, a length) into two 32-bit words, low word first. */
export function put64(words: Uint32Array, at: number, value: number): void {
  words[at] = value >>> 0;
  words[at + 1] = Math.floor(value / 2 ** 32);
}

function textAt(pointer: Deno.PointerValue): string {
  return pointer === null ? "unknown error" : Deno.UnsafePointerView.getCString(pointer);
}
