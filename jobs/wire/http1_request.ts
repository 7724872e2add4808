/** The parts of a request that go on the wire. Header names are lower case. */
export interface RequestParts {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const encoder = new TextEncoder();

/**
 * One HTTP/1.1 request as bytes, ready to be handed to a socket in a single write (RFC 9112).
 * `host`, `content-length`, `connection: keep-alive` and `accept-encoding: identity` are added;
 * compressed streams arrive in blocks of the compressor, which is not what we came to time.
 *
 * @throws {TypeError} when a header's name or value cannot stand on the wire
 */
export function encodeRequest(request: RequestParts): Uint8Array<ArrayBuffer> {
  const body = encoder.encode(request.body);
  const headers: Record<string, string> = {
    host: request.url.host,
    "user-agent": "lapboard",
    "accept-encoding": "identity",
    connection: "keep-alive",
    ...request.headers,
    "content-length": String(body.length),
  };
  let head = `${request.method} ${request.url.pathname}${request.url.search} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (!TOKEN.test(name)) {
      throw new TypeError(
        `cannot send the header "${name}": its name has a character HTTP forbids`,
      );
    }
    if (!FIELD_VALUE.test(value)) {
      // The value may be a key, so it is not shown.
      throw new TypeError(
        `cannot send the header "${name}": its value has a line break or a character outside Latin-1`,
      );
    }
    head += `${name}: ${value}\r\n`;
  }
  head += "\r\n";
  const bytes = new Uint8Array(head.length + body.length);
  for (let i = 0; i < head.length; i++) bytes[i] = head.charCodeAt(i);
  bytes.set(body, head.length);
  return bytes;
}
