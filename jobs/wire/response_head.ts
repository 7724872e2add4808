import { WireFailure } from "./wire_failure.ts";

/** A parsed status line and header block. Names are lower case, repeated fields joined by ", ". */
export interface ResponseHead {
  statusCode: number;
  /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
  minorVersion: number;
  headers: Map<string, string>;
}

const STATUS_LINE_START = "HTTP/1.";
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/;
const FIELD_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;
const latin1 = new TextDecoder("latin1");

/**
 * Parses a head's bytes, from the status line to its last line break.
 * @throws {WireFailure} kind `malformed`
 */
export function parseResponseHead(bytes: Uint8Array): ResponseHead {
  const lines = latin1.decode(bytes).split(/\r?\n/);
  const status = STATUS_LINE.exec(lines[0]!);
  if (status === null) throw new NotHttp(lines[0]!);
  const headers = new Map<string, string>();
  for (const line of lines.slice(1)) {
    if (line === "") continue;
    const field = FIELD_LINE.exec(line);
    if (field === null) {
      throw new WireFailure(
        "malformed",
        "headers",
        `the answer has a header line that is not one: ${JSON.stringify(line.slice(0, 60))}`,
      );
    }
    const name = field[1]!.toLowerCase();
    const value = field[2]!;
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return { statusCode: Number(status[2]), minorVersion: Number(status[1]), headers };
}

/**
 * Refuses an answer by its first bytes, however few: a server of another sort may wait for us to
 * speak on, and would otherwise pass for one that fell silent.
 * @throws {NotHttp}
 */
export function checkStatusLineBegins(bytes: Uint8Array): void {
  for (let at = 0; at < Math.min(bytes.length, STATUS_LINE_START.length); at++) {
    if (bytes[at] === STATUS_LINE_START.charCodeAt(at)) continue;
    throw new NotHttp(latin1.decode(bytes.subarray(0, 100)).split(/\r?\n/)[0]!);
  }
}

/** The first bytes on the connection are not the beginning of an answer. */
export class NotHttp extends WireFailure {
  constructor(firstLine: string) {
    const shown = JSON.stringify(firstLine.slice(0, 60));
    super("malformed", "headers", `the answer does not begin like HTTP/1.1: ${shown}`);
  }
}

/** True when a comma-separated field holds `token`, in any case. */
export function hasToken(value: string | undefined, token: string): boolean {
  return value !== undefined &&
    value.split(",").some((part) => part.trim().toLowerCase() === token);
}
