import { WireFailure } from "../wire_failure.ts";
import { fixedMemory, type Libc } from "./libc.ts";

const SOCK_STREAM = 1;
const HINTS_SOCKTYPE_WORD = 8 / 4;
// struct addrinfo: family 4, addrlen 16, addr 24, next 40.
const FAMILY_AT = 4;
const ADDRESS_LENGTH_AT = 16;
const ADDRESS_AT = 24;
const NEXT_AT = 40;
const ADDRINFO_BYTES = 48;

/** One address a name stands for, as `connect` wants it. */
export interface SocketAddress {
  family: number;
  /** A `struct sockaddr`, port included. */
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Looks a host up as every program on this machine does (`getaddrinfo`: the hosts file, then name
 * servers), on a thread of its own. An address written in digits asks nobody.
 *
 * @returns at least one address, in the order to try them
 * @throws {WireFailure} kind `dns`
 */
export async function resolveAddresses(
  libc: Libc,
  hostname: string,
  port: number,
): Promise<SocketAddress[]> {
  const host = cString(hostname);
  const service = cString(String(port));
  const hints = fixedMemory(ADDRINFO_BYTES);
  new Int32Array(hints.buffer)[HINTS_SOCKTYPE_WORD] = SOCK_STREAM;
  const result = fixedMemory(8);
  const code = await libc.call.getaddrinfo(host, service, hints, result);
  if (code !== 0) {
    const reason = libc.lookupErrorText(code);
    throw new WireFailure("dns", "connect", `no address for ${hostname}:${port}: ${reason}`);
  }
  // The wait was given up and all was closed meanwhile; nobody wants the addresses.
  if (!libc.open) return [];
  const first = pointerAt(result);
  const addresses: SocketAddress[] = [];
  for (let entry = first; entry !== null;) {
    const view = new Deno.UnsafePointerView(entry);
    const length = view.getUint32(ADDRESS_LENGTH_AT);
    const bytes = fixedMemory(length).subarray(0, length);
    const address = view.getPointer(ADDRESS_AT);
    if (address !== null) {
      Deno.UnsafePointerView.copyInto(address, bytes);
      addresses.push({ family: view.getInt32(FAMILY_AT), bytes });
    }
    entry = view.getPointer(NEXT_AT);
  }
  libc.call.freeaddrinfo(first);
  return addresses;
}

function cString(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const memory = fixedMemory(bytes.length + 1);
  memory.set(bytes);
  return memory;
}

function pointerAt(memory: Uint8Array<ArrayBuffer>): Deno.PointerValue {
  return Deno.UnsafePointer.create(new BigUint64Array(memory.buffer)[0]!);
}
