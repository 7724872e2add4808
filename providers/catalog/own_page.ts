import type { CatalogFile } from "./catalog_schema.ts";

/**
 * Where a provider speaks for itself: a host with its subdomains, or what lies below a path of one.
 * The pages of `links.home` and `links.docs`, and what `links.own` adds.
 */
export function ownPlaces({ home, docs, own }: CatalogFile["links"]): string[] {
  const pages = [home, docs].filter((page) => page !== null).map((page) => {
    const { hostname, pathname } = new URL(page);
    return `${hostname.replace(/^www\./, "")}${pathname}`.replace(/\/+$/, "");
  });
  return [...pages, ...own];
}

/**
 * Whether a page lies in one of these places. By whole labels and whole path segments, so that what
 * only looks alike (`notexample.com`, `example.com.test`) does not pass for a provider's own.
 */
export function isOwnPage(url: string, places: readonly string[]): boolean {
  const { hostname, pathname } = new URL(url);
  return places.some((place) => {
    const [host, ...path] = place.split("/");
    return `.${hostname}`.endsWith(`.${host}`) &&
      `${pathname}/`.startsWith(["", ...path, ""].join("/"));
  });
}
