const CR = 13;
const LF = 10;
const latin1 = new TextDecoder("latin1");

/** One HTTP request, complete. Header names are lower case; of repeated headers the last stays. */
export interface ReceivedRequest {
  method: string;
  /** Path and query as sent. */
  target: string;
  version: "1.0" | "1.1";
  headers: ReadonlyMap<string, string>;
  body: Uint8Array;
}

/** The bytes are not a request this server accepts; answer with `status` and close. */
export class RequestRefused extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = "RequestRefused";
  }
}

/** Limits of one request, bytes. */
export interface RequestLimits {
  maxHeadBytes: number;
  maxBodyBytes: number;
}

interface Head {
  method: string;
  target: string;
  version: "1.0" | "1.1";
  headers: Map<string, string>;
  /** Null: chunked. */
  bodyBytes: number | null;
}

/**
 * Cuts a connection's bytes into requests. The bytes may arrive in any split; several requests may
 * arrive in one piece. Bytes of a next request stay inside until {@link next} is called again.
 */
export class RequestReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #head: Head | null = null;
  /** Where the search for the head's end goes on, or where the body begins. */
  #position = 0;
  #continueWanted = false;
  #chunks: Uint8Array[] = [];
  #chunkedBytes = 0;
  #inTrailers = false;

  constructor(private readonly limits: RequestLimits) {}

  /** Bytes held that belong to no finished request. */
  get pendingBytes(): number {
    return this.#bytes.length;
  }

  push(bytes: Uint8Array): void {
    if (this.#bytes.length === 0) {
      this.#bytes = bytes;
      return;
    }
    const joined = new Uint8Array(this.#bytes.length + bytes.length);
    joined.set(this.#bytes);
    joined.set(bytes, this.#bytes.length);
    this.#bytes = joined;
  }

  /** True once for a request whose sender waits for `100 Continue` before it sends the body. */
  takeContinueWanted(): boolean {
    const wanted = this.#continueWanted;
    this.#continueWanted = false;
    return wanted;
  }

  /**
   * The next complete request; null when more bytes are needed.
   * @throws {RequestRefused} when the bytes are no request, or too large
   */
  next(): ReceivedRequest | null {
    if (this.#head === null && !this.#readHead()) return null;
    const head = this.#head!;
    const body = head.bodyBytes === null ? this.#readChunked() : this.#readSized(head.bodyBytes);
    if (body === null) return null;
    this.#bytes = this.#bytes.subarray(this.#position);
    this.#position = 0;
    this.#head = null;
    this.#continueWanted = false;
    return {
      method: head.method,
      target: head.target,
      version: head.version,
      headers: head.headers,
      body,
    };
  }

  #readHead(): boolean {
    const bytes = this.#bytes;
    let i = this.#position;
    for (; i + 3 < bytes.length; i++) {
      if (
        bytes[i] === CR && bytes[i + 1] === LF && bytes[i + 2] === CR && bytes[i + 3] === LF
      ) break;
    }
    if (i > this.limits.maxHeadBytes) {
      throw new RequestRefused(431, "the request head is too large");
    }
    this.#position = i;
    if (i + 3 >= bytes.length) return false;
    this.#head = parseHead(latin1.decode(bytes.subarray(0, i)));
    this.#position = i + 4;
    if ((this.#head.bodyBytes ?? 0) > this.limits.maxBodyBytes) {
      throw new RequestRefused(413, "the request body is too large");
    }
    this.#continueWanted = this.#head.headers.get("expect")?.toLowerCase() === "100-continue";
    return true;
  }

  #readSized(length: number): Uint8Array | null {
    const end = this.#position + length;
    if (this.#bytes.length < end) return null;
    const body = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return body;
  }

  #readChunked(): Uint8Array | null {
    for (;;) {
      const lineEnd = this.#bytes.indexOf(LF, this.#position);
      if (lineEnd < 0) {
        if (this.#bytes.length - this.#position > this.limits.maxHeadBytes) {
          throw new RequestRefused(400, "a chunk size line does not end");
        }
        return null;
      }
      const line = latin1.decode(this.#bytes.subarray(this.#position, lineEnd)).trim();
      if (this.#inTrailers) {
        this.#position = lineEnd + 1;
        if (line === "") return this.#takeChunks();
        continue;
      }
      const size = /^[0-9a-f]{1,8}(?=$|[; \t])/i.exec(line)?.[0];
      if (size === undefined) throw new RequestRefused(400, "a chunk size is not a hex number");
      const length = parseInt(size, 16);
      if (this.#chunkedBytes + length > this.limits.maxBodyBytes) {
        throw new RequestRefused(413, "the request body is too large");
      }
      if (length === 0) {
        this.#inTrailers = true;
        this.#position = lineEnd + 1;
        continue;
      }
      const dataEnd = lineEnd + 1 + length;
      if (this.#bytes.length < dataEnd + 2) return null;
      if (this.#bytes[dataEnd] !== CR || this.#bytes[dataEnd + 1] !== LF) {
        throw new RequestRefused(400, "a chunk does not end where its size says");
      }
      this.#chunks.push(this.#bytes.subarray(lineEnd + 1, dataEnd));
      this.#chunkedBytes += length;
      this.#position = dataEnd + 2;
    }
  }

  #takeChunks(): Uint8Array {
    const body = new Uint8Array(this.#chunkedBytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      body.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks = [];
    this.#chunkedBytes = 0;
    this.#inTrailers = false;
    return body;
  }
}

function parseHead(text: string): Head {
  const lines = text.split("\r\n");
  const start = /^([A-Z]+) (\S+) HTTP\/1\.([01])$/.exec(lines[0] ?? "");
  if (start === null) throw new RequestRefused(400, "the first line is not an HTTP/1.1 request");
  const headers = new Map<string, string>();
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(":");
    if (colon < 1) throw new RequestRefused(400, "a header line has no name");
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const coding = headers.get("transfer-encoding");
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    throw new RequestRefused(501, "the only transfer-encoding understood is chunked");
  }
  const length = headers.get("content-length") ?? "0";
  if (!/^\d{1,15}$/.test(length)) throw new RequestRefused(400, "content-length is not a number");
  return {
    method: start[1]!,
    target: start[2]!,
    version: start[3] === "0" ? "1.0" : "1.1",
    headers,
    bodyBytes: coding === undefined ? Number(length) : null,
  };
}
