import { ffiObstacle } from "../../jobs/wire/ffi/mod.ts";
import { repositoryFile } from "./repository_file.ts";
import type { Toolchain } from "./toolchain.ts";

/** A client to be measured: a program that takes the arguments c/epoll_client.c names. */
export interface BenchClient {
  name: string;
  /** One line for people. */
  about: string;
  /** The command, without the task's arguments. */
  command: string[];
  /** Whether it can speak TLS. */
  tls: boolean;
  /** Whether it can send at a rate, whatever comes back. */
  openLoop: boolean;
}

/** What is left out, and why. */
export interface SkippedClient {
  name: string;
  reason: string;
}

/** The client others are compared with, and the floor. */
export const PYTHON_CLIENT = "python-aiohttp";
export const C_CLIENT = "c-epoll";

const CLIENTS: Record<
  string,
  {
    about: string;
    command: (tools: Toolchain) => string[] | null;
    needs: string;
    tls?: false;
    openLoop?: false;
  }
> = {
  raw: {
    about: "this project's client: sockets and its own HTTP/1.1 reader",
    command: () => deno("channel_client.ts", "raw"),
    needs: "",
  },
  ffi: {
    about: "this project's client: recvmsg through FFI, stamped by the kernel; no TLS",
    command: () => ffiObstacle() === null ? deno("channel_client.ts", "ffi") : null,
    needs: "native calls and Linux's receive stamps",
    tls: false,
  },
  "fetch-byob": {
    about: "this project's client over fetch, reading into its own buffers",
    command: () => deno("channel_client.ts", "fetch-byob"),
    needs: "",
  },
  "deno-fetch": {
    about: "Deno's fetch, default reader, decoded and parsed per event",
    command: () => deno("fetch_client.ts"),
    needs: "",
    openLoop: false,
  },
  [PYTHON_CLIENT]: {
    about: "asyncio and aiohttp, parsed per event: the shape of vLLM's and AIPerf's clients",
    command: ({ python }) =>
      python === null
        ? null
        : [python, repositoryFile("bench/instrument/clients/aiohttp_client.py")],
    needs: "python3 and aiohttp",
  },
  [C_CLIENT]: {
    about: "C, epoll, stamps in user space: the floor",
    command: ({ epollClient }) => epollClient === null ? null : [epollClient],
    needs: "a C compiler",
    openLoop: false,
  },
};

/** Every client's name, in the order of the tables. */
export const CLIENT_NAMES: readonly string[] = Object.keys(CLIENTS);

/** Finds the commands of the clients asked for, as far as this machine can run them. */
export function chooseClients(
  names: readonly string[],
  tools: Toolchain,
): { clients: BenchClient[]; skipped: SkippedClient[] } {
  const clients: BenchClient[] = [];
  const skipped: SkippedClient[] = [];
  for (const name of names) {
    const { about, command: commandFor, needs, tls = true, openLoop = true } = CLIENTS[name]!;
    const command = commandFor(tools);
    if (command === null) skipped.push({ name, reason: `it needs ${needs}` });
    else clients.push({ name, about, command, tls, openLoop });
  }
  return { clients, skipped };
}

function deno(file: string, ...first: string[]): string[] {
  return [
    Deno.execPath(),
    ...["run", "-q", "-A", "--config", repositoryFile("deno.json")],
    repositoryFile(`bench/instrument/clients/${file}`),
    ...first,
  ];
}
