import type { Child } from "hono/jsx";

/** Only these may be followed: `javascript:` and its kind are text, not links. */
const SAFE_PROTOCOLS = new Set(["http:", "https:"]);

/** A link to an address that came from outside; plain text when it is not a web address. */
export function OutsideLink({ href, children }: { href: string; children?: Child }) {
  const safe = URL.canParse(href) && SAFE_PROTOCOLS.has(new URL(href).protocol);
  const text = children ?? href;
  return safe
    ? <a href={href} rel="noopener noreferrer nofollow" class="outside">{text}</a>
    : <span>{text}</span>;
}
