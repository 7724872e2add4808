/** Where to connect: an origin, taken apart. */
export interface Target {
  hostname: string;
  port: number;
  tls: boolean;
}

/**
 * @throws {TypeError} when the URL is neither http nor https, or carries credentials
 */
export function targetOf(url: URL): Target {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    // The scheme alone: what stands behind it may hold a password.
    throw new TypeError(
      `cannot measure this URL: it must begin with http:// or https://, not with "${url.protocol}"`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new TypeError(
      `cannot measure "${url.origin}": take the user name and password out of the URL and name ` +
        "the key's environment variable with --api-key-env",
    );
  }
  const tls = url.protocol === "https:";
  return {
    // URL keeps the brackets of an IPv6 literal; sockets want it without.
    hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? (tls ? 443 : 80) : Number(url.port),
    tls,
  };
}
